import { expect, test } from "vitest";
import { API_VERSION } from "../../src/talkjs/api-version.js";
import { coded } from "../support/coded.js";
import { api, clientOf, json } from "./api.js";

test("every request says which version of the API it wants, and every operation of a batch", async () => {
  const { url, seen } = await api((response, { url }) =>
    url.endsWith("/batch")
      ? json(response, 200, [[0, 200, {}]])
      : json(response, 200, { data: [], id: "a", name: "A", createdAt: 1 }),
  );
  const talkjs = clientOf(url);
  await talkjs.users.page();
  await talkjs.user("a").get();
  await talkjs.users.edit({ a: { email: null } });
  await talkjs.batch([{ method: "GET", path: ["users", "a"] }]);
  expect(seen.map(({ headers }) => headers["talkjs-rest-version"])).toEqual(seen.map(() => API_VERSION));
  expect(JSON.parse(seen.at(-1)?.body ?? "")).toEqual([
    [0, "GET", "/users/a", {}, { api_version: API_VERSION }],
  ]);
});

test("a refusal of the version is told as one, and not repeated", async () => {
  const reasons = ["TalkJS-REST-Version: there is no such version"];
  const { url, seen } = await api((response) => json(response, 400, { errorCode: "BAD_REQUEST", reasons }));
  await expect(clientOf(url).users.page()).rejects.toThrow(coded("API_VERSION_REFUSED"));
  expect(seen).toHaveLength(1);
});

test("any other refusal isn't taken for one", async () => {
  const { url } = await api((response) => json(response, 400, { reasons: ["custom.version: too long"] }));
  await expect(clientOf(url).users.page()).rejects.toThrow(coded("API_REJECTED"));
});
