import { inspect } from "node:util";
import { expect, test } from "vitest";
import { TelemetryBus } from "../../src/telemetry/telemetry.js";
import { api, clientOf, type Handler, json } from "./api.js";

const SECRET = "canary-4711";

test.each<[string, Handler]>([
  ["a refusal that echoes", (response) => json(response, 400, { reasons: { [SECRET]: SECRET } })],
  ["a 401", (response) => json(response, 401, { reasons: SECRET })],
  ["a 404 page", (response) => response.writeHead(404).end(SECRET)],
  ["a 429", (response) => json(response, 429, { reasons: SECRET }, { "retry-after": "0" })],
  ["a 500", (response) => json(response, 500, { reasons: SECRET })],
  ["a reset", (response) => response.socket?.destroy()],
  [
    "a body cut short",
    (response) => {
      response.writeHead(200, { "content-length": 99 }).write(SECRET);
      setImmediate(() => response.socket?.destroy());
    },
  ],
  ["JSON that is not", (response) => response.end(`{"${SECRET}`)],
  ["an ID of another type", (response) => json(response, 200, { id: { [SECRET]: SECRET }, name: SECRET })],
  ["silence", () => undefined],
])("Neither errors nor events tell an ID, a path, a body or the key: %s", async (_what, handler) => {
  const { url } = await api(handler);
  const telemetry = new TelemetryBus();
  const reported: unknown[] = [];
  telemetry.subscribe((name, event) => reported.push(name, event));
  const options = {
    telemetry,
    maxAttempts: 2,
    timeoutMs: 200,
    auth: "secret",
    secretKey: `sk_${SECRET}`,
  } as const;
  const user = clientOf(url, options).user(SECRET);
  const errors = await Promise.allSettled([user.get(), user.conversations({ startingAfter: SECRET }).page()]);
  expect(errors.map(({ status }) => status)).toEqual(["rejected", "rejected"]);
  const everything = inspect([errors, reported], {
    depth: 20,
    showHidden: true,
    maxStringLength: null,
    maxArrayLength: null,
  });
  expect(everything).not.toContain(SECRET);
  expect(everything).not.toContain(url);
});

test("An answer larger than any page is given up", async () => {
  const { url } = await api((response) => {
    const chunk = Buffer.alloc(1024 * 1024, 0x20);
    const more = () => {
      while (!response.destroyed && response.write(chunk));
    };
    response.on("drain", more);
    more();
  });
  const page = clientOf(url, { maxAttempts: 1 }).users.page();
  await expect(page).rejects.toMatchObject({ code: "API_TOO_LARGE", facts: { route: "GET /users" } });
});
