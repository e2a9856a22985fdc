import { describe, expect, test } from "vitest";
import { coded } from "../support/coded.js";
import type { Events } from "../../src/telemetry/events.js";
import { TelemetryBus } from "../../src/telemetry/telemetry.js";
import { api, clientOf, type Handler, json, CountingLimiter, person } from "./api.js";

/** Answers `first` so many times, and then as it should be. */
const after =
  (times: number, first: Handler): Handler =>
  (response, request, count) =>
    count <= times ? first(response, request, count) : json(response, 200, person("ann"));

describe("What may pass is tried again:", () => {
  test.each<[string, Handler]>([
    ["a 500", (response) => json(response, 500, {})],
    ["a 503", (response) => json(response, 503, {})],
    ["a connection reset before the answer", (response) => response.socket?.resetAndDestroy()],
    ["a connection closed before the answer", (response) => response.socket?.destroy()],
    ["JSON that is not", (response) => response.end('{"id": "ann", ')],
    ["HTML with status 200", (response) => response.end("<html>")],
    ["an empty body", (response) => response.end()],
    [
      "bytes that are not UTF-8",
      (response) => response.end(Buffer.from(JSON.stringify(person("\xff")), "latin1")),
    ],
    ["a body without what it must have", (response) => json(response, 200, { name: "Ann" })],
    [
      "a body cut short of its length",
      (response) => {
        response.writeHead(200, { "content-length": 1000 }).write('{"id":');
        setImmediate(() => response.socket?.destroy());
      },
    ],
    [
      "a chunked body cut short",
      (response) => {
        response.writeHead(200).write(JSON.stringify(person("ann")));
        setImmediate(() => response.socket?.destroy());
      },
    ],
    ["another 2xx than 200", (response) => json(response, 202, {})],
  ])("%s", async (_what, failure) => {
    const { url, seen } = await api(after(2, failure));
    const user = await clientOf(url).user("ann").get();
    expect(user).toEqual(person("ann"));
    expect(seen).toHaveLength(3);
  });

  test("silence", async () => {
    const { url, seen } = await api(after(1, () => undefined));
    expect(await clientOf(url, { timeoutMs: 200 }).user("ann").get()).toEqual(person("ann"));
    expect(seen).toHaveLength(2);
  });

  test("a body that never ends although it trickles", async () => {
    const trickle: Handler = (response) => {
      const timer = setInterval(() => response.write(" "), 50);
      response.on("close", () => clearInterval(timer));
    };
    const { url, seen } = await api(after(1, trickle));
    expect(await clientOf(url, { timeoutMs: 200 }).user("ann").get()).toEqual(person("ann"));
    expect(seen).toHaveLength(2);
  });

  test("an edit whose answer got lost", async () => {
    const { url, seen } = await api((response, _request, count) =>
      count === 1 ? response.socket?.destroy() : json(response, 200, {}),
    );
    await clientOf(url).user("ann").set({ email: null });
    expect(seen.map(({ body }) => body)).toEqual(['{"email":null}', '{"email":null}']);
  });
});

describe("What does not pass is not tried again:", () => {
  test.each([
    [400, "API_REJECTED", 1],
    [401, "API_UNAUTHORIZED", 2],
    [403, "API_UNAUTHORIZED", 2],
    [404, "API_NOT_FOUND", 1],
    [409, "API_REJECTED", 1],
    [422, "API_REJECTED", 1],
    [301, "API_REJECTED", 1],
  ])("a %i", async (status, code, exitCode) => {
    const { url, seen } = await api((response) =>
      json(response, status, { reasons: [] }, { location: "/elsewhere" }),
    );
    const page = clientOf(url).users.page();
    await expect(page).rejects.toMatchObject({ code, exitCode, facts: { route: "GET /users" } });
    expect(seen).toHaveLength(1);
  });

  test("a 400 whose body is cut short", async () => {
    const { url, seen } = await api((response) => {
      response.writeHead(400, { "content-length": 99 }).write("{");
      setImmediate(() => response.socket?.destroy());
    });
    await expect(clientOf(url).users.page()).rejects.toThrow(coded("API_REJECTED"));
    expect(seen).toHaveLength(1);
  });

  test("a call of a client that was closed", async () => {
    const limiter = new CountingLimiter();
    const client = clientOf("http://127.0.0.1:1", { limiter });
    await client.close();
    await client.close();
    await expect(client.users.page()).rejects.toThrow(coded("API_UNAVAILABLE"));
    expect(limiter.acquired).toHaveLength(1);
  });
});

describe("Attempts", () => {
  test("end after as many as are allowed, with the last failure", async () => {
    const { url, seen } = await api((response) => json(response, 503, {}));
    await expect(clientOf(url, { maxAttempts: 3 }).users.page()).rejects.toMatchObject({
      code: "API_UNAVAILABLE",
      facts: { reason: "status 503" },
    });
    expect(seen).toHaveLength(3);
  });

  test("that reach nobody end with the network's code", async () => {
    const failed = clientOf("http://127.0.0.1:1", { maxAttempts: 2 }).users.page();
    await expect(failed).rejects.toThrow(coded("API_UNAVAILABLE"));
    await expect(failed).rejects.toMatchObject({ facts: { reason: "ECONNREFUSED" } });
  });

  test("each take a slot of the call's lane and meter before they are sent", async () => {
    const limiter = new CountingLimiter();
    const seenAt: number[] = [];
    const { url } = await api(
      after(2, (response) => {
        seenAt.push(limiter.acquired.length);
        json(response, 500, {});
      }),
    );
    await clientOf(url, { limiter }).lane("urgent").user("ann").get();
    expect(limiter.acquired).toEqual([1, 2, 3].map(() => ["rest", "urgent"]));
    expect(seenAt).toEqual([1, 2]);
  });

  test("wait for as long as the server says after a 503", async () => {
    const { url } = await api(after(1, (response) => json(response, 503, {}, { "retry-after": "1" })));
    const asked = performance.now();
    await clientOf(url).user("ann").get();
    expect(performance.now() - asked).toBeGreaterThanOrEqual(990);
  });

  test("tell of every answer and every repetition by the route's template", async () => {
    const telemetry = new TelemetryBus();
    const events: [keyof Events, object][] = [];
    telemetry.subscribe((name, event) => events.push([name, event]));
    const { url } = await api(after(1, (response) => json(response, 500, {})));
    await clientOf(url, { telemetry }).user("ann").get();
    const route = "GET /users/{id}";
    expect(events).toMatchObject([
      ["talkjs.answered", { route, lane: "bulk", status: 500 }],
      ["talkjs.retrying", { route, code: "API_UNAVAILABLE", attempt: 1, delayMs: 0 }],
      ["talkjs.answered", { route, lane: "bulk", status: 200 }],
    ]);
  });

  test("in flight are at most as many as the lane may have, and a full lane does not hold back the other", async () => {
    let [now, most] = [0, 0];
    const held: (() => void)[] = [];
    const { url, seen } = await api((response, { url }) => {
      const answer = () => {
        now--;
        json(response, 200, person("ann"));
      };
      most = Math.max(most, ++now);
      if (url.endsWith("/urgent")) answer();
      else held.push(answer);
    });
    const client = clientOf(url, { concurrency: 3 });
    const bulk = Array.from({ length: 9 }, () => client.user("bulk").get());
    while (seen.length < 3) await new Promise(setImmediate);
    await client.lane("urgent").user("urgent").get();
    expect(seen).toHaveLength(4);
    const all = Promise.all(bulk);
    let done = false;
    void all.then(() => (done = true));
    while (!done) {
      held.splice(0).forEach((answer) => answer());
      await new Promise(setImmediate);
    }
    expect(most).toBe(4);
  });
});

describe("A 429", () => {
  test("pauses everyone for as long as the server says, to the millisecond, and then asks for a slot again", async () => {
    const limiter = new CountingLimiter();
    const { url, seen } = await api(after(2, (response) => json(response, 429, {}, { "retry-after": "17" })));
    await clientOf(url, { limiter, random: Math.random }).user("ann").get();
    expect(limiter.paused).toEqual([
      ["rest", 17_000],
      ["rest", 17_000],
    ]);
    expect(limiter.acquired).toHaveLength(3);
    expect(seen).toHaveLength(3);
  });

  test("with a date pauses until then", async () => {
    const limiter = new CountingLimiter();
    const clock = () => Date.parse("2026-01-01T00:00:00Z");
    const headers = { "retry-after": "Thu, 01 Jan 2026 00:00:05 GMT" };
    const { url } = await api(after(1, (response) => json(response, 429, {}, headers)));
    await clientOf(url, { limiter, clock }).user("ann").get();
    expect(limiter.paused).toEqual([["rest", 5000]]);
  });

  test("without a time pauses for 1, 2, 4 seconds and so on", async () => {
    const limiter = new CountingLimiter();
    const { url } = await api((response, _request, count) =>
      count <= 3 ? json(response, 429, {}) : json(response, 200, [[0, 200, {}]]),
    );
    await clientOf(url, { limiter }).batch([{ method: "GET", path: ["users", "ann"] }]);
    expect(limiter.paused).toEqual([
      ["batch", 1000],
      ["batch", 2000],
      ["batch", 4000],
    ]);
  });

  test("does not use up the attempts that failures have, but has an end of its own", async () => {
    const limiter = new CountingLimiter();
    const { url, seen } = await api((response) => json(response, 429, {}, { "retry-after": "3" }));
    const failed = clientOf(url, { limiter, maxAttempts: 2 }).users.page();
    await expect(failed).rejects.toThrow(coded("API_RATE_LIMITED"));
    await expect(failed).rejects.toMatchObject({ facts: { retryAfterMs: 3000 } });
    expect(seen).toHaveLength(50);
    expect(limiter.paused).toHaveLength(50);
  });
});
