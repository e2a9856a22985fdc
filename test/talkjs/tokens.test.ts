import { decodeProtectedHeader, jwtVerify } from "jose";
import { expect, test } from "vitest";
import { coded } from "../support/coded.js";
import { createTalkJS } from "../../src/talkjs/client.js";
import { silent } from "../../src/telemetry/telemetry.js";
import { api, clientOf, json, person, CountingLimiter } from "./api.js";

const KEY = new TextEncoder().encode("sk_test_secret");
const START = 1_800_000_000_000;

test("Requests carry an app token of 30 seconds, signed with the secret key", async () => {
  const { url, seen } = await api((response) => json(response, 200, { data: [person("ann")] }));
  await clientOf(url, { clock: () => START }).users.page();
  const token = seen[0]?.headers.authorization?.replace("Bearer ", "") ?? "";
  expect(decodeProtectedHeader(token)).toEqual({ alg: "HS256", typ: "JWT" });
  const { payload } = await jwtVerify(token, KEY, { currentDate: new Date(START) });
  expect(payload).toEqual({ tokenType: "app", iss: "tApp", exp: START / 1000 + 30 });
});

test("A token is used again until shortly before it expires, and never after the clock was set back", async () => {
  const { url, seen } = await api((response) => json(response, 200, { data: [person("ann")] }));
  let now = START;
  const client = clientOf(url, { clock: () => now });
  for (const seconds of [0, 19, 20, 39, 40, 0]) {
    now = START + seconds * 1000;
    await client.users.page();
  }
  const tokens = seen.map(({ headers }) => headers.authorization);
  expect(tokens[0]).toBe(tokens[1]);
  expect(tokens[2]).toBe(tokens[3]);
  expect(tokens[5]).toBe(tokens[0]);
  expect(new Set(tokens).size).toBe(3);
});

test("The secret key itself is sent where that is the setting", async () => {
  const { url, seen } = await api((response) => json(response, 200, { data: [person("ann")] }));
  await clientOf(url, { auth: "secret" }).users.page();
  expect(seen[0]?.headers.authorization).toBe("Bearer sk_test_secret");
});

test("An API URL may end in a slash, in /v1, or have a path before it", async () => {
  const { url, seen } = await api((response) => json(response, 200, { data: [person("ann")] }));
  for (const end of ["/", "/v1", "/v1/", "/proxy"]) await clientOf(url + end).users.page({ limit: 1 });
  const path = "/v1/tApp/users?limit=1";
  expect(seen.map(({ url }) => url)).toEqual([path, path, path, `/proxy${path}`]);
});

test.each([
  ["apiUrl", { apiUrl: "not a url" }],
  ["apiUrl", { apiUrl: "ftp://example.com" }],
  ["appId", { appId: "" }],
  ["secretKey", { secretKey: "" }],
  ["secretKey", { secretKey: "sk\nx" }],
])("A client is not made from a bad %s", (setting, bad) => {
  const good = { appId: "tApp", secretKey: "sk", limiter: new CountingLimiter(), telemetry: silent };
  expect(() => createTalkJS({ ...good, ...bad })).toThrow(coded("API_SETTINGS"));
  expect(() => createTalkJS({ ...good, ...bad })).toThrow(setting);
});
