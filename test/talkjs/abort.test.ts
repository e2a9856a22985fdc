import { getEventListeners } from "node:events";
import { describe, expect, test } from "vitest";
import { api, clientOf, json, person, CountingLimiter } from "./api.js";

/** Aborts as soon as `condition` holds, and waits for the call to end, which nothing else would bring about. */
async function abortWhen(
  condition: () => boolean,
  call: (signal: AbortSignal) => Promise<unknown>,
): Promise<void> {
  const abort = new AbortController();
  const ended = expect(call(abort.signal)).rejects.toThrow("no longer wanted");
  while (!condition()) await new Promise(setImmediate);
  abort.abort(new Error("no longer wanted"));
  await ended;
}

describe("An aborted call ends at once, with the signal's reason,", () => {
  test("while it waits for a slot", async () => {
    let asked = false;
    const limiter = new CountingLimiter();
    limiter.acquire = (_meter, _lane, signal?: AbortSignal) => {
      asked = true;
      return new Promise((_resolve, reject) =>
        signal?.addEventListener("abort", () => reject(signal.reason as Error)),
      );
    };
    const client = clientOf("http://127.0.0.1:1", { limiter });
    await abortWhen(
      () => asked,
      (signal) => client.users.page({}, { signal }),
    );
  });

  test("while it is in flight", async () => {
    const { url, seen } = await api(() => undefined);
    const client = clientOf(url);
    await abortWhen(
      () => seen.length > 0,
      (signal) => client.user("a").get({ signal }),
    );
    expect(seen).toHaveLength(1);
  });

  test("while its answer comes in", async () => {
    const { url, seen } = await api((response) => response.write('{"data":'));
    const client = clientOf(url);
    await abortWhen(
      () => seen.length > 0,
      (signal) => client.users.page({}, { signal }),
    );
  });

  test("while it waits for the next attempt", async () => {
    const { url, seen } = await api((response) => json(response, 503, {}, { "retry-after": "3600" }));
    const client = clientOf(url);
    const call = (signal: AbortSignal) => client.user("a").set({ name: "x" }, { signal });
    await abortWhen(() => seen.length > 0, call);
  });

  test("while it waits for its turn behind others", async () => {
    const { url, seen } = await api(() => undefined);
    const client = clientOf(url, { concurrency: 1 });
    const end = new AbortController();
    const first = client.users.page({}, { signal: end.signal });
    const call = (signal: AbortSignal) => client.users.edit({ a: { name: "x" } }, { signal });
    await abortWhen(() => seen.length > 0, call);
    end.abort();
    await expect(first).rejects.toMatchObject({ name: "AbortError" });
    expect(seen).toHaveLength(1);
  });

  test("together with a hundred others of the same signal, without leaving a listener behind", async () => {
    const { url, seen } = await api((response, _request, count) => {
      if (count <= 100) json(response, 200, { data: [person("ann")] });
    });
    const warnings: Error[] = [];
    const warn = (warning: Error) => warnings.push(warning);
    process.on("warning", warn);
    const client = clientOf(url, { concurrency: 100 });
    const abort = new AbortController();
    const pages = () => Array.from({ length: 100 }, () => client.users.page({}, { signal: abort.signal }));
    await Promise.all(pages());
    expect(getEventListeners(abort.signal, "abort")).toEqual([]);
    const ended = Promise.allSettled(pages());
    while (seen.length < 200) await new Promise(setImmediate);
    abort.abort();
    expect((await ended).every(({ status }) => status === "rejected")).toBe(true);
    expect(getEventListeners(abort.signal, "abort")).toEqual([]);
    process.off("warning", warn);
    expect(warnings).toEqual([]);
  });

  test("when it had already been aborted, and sends nothing", async () => {
    const { url, seen } = await api((response) => json(response, 200, { data: [person("ann")] }));
    const limiter = new CountingLimiter();
    const page = clientOf(url, { limiter }).users.page(
      {},
      { signal: AbortSignal.abort(new Error("no longer wanted")) },
    );
    await expect(page).rejects.toThrow("no longer wanted");
    expect([seen, limiter.acquired]).toEqual([[], []]);
  });
});
