import { expect, test } from "vitest";
import { latch } from "../support/latch.js";
import { until } from "../support/until.js";
import { queueHarness, job, type Data } from "./queue-harness.js";

const CANARY = "canary";

class TellingError extends Error {
  readonly code = "TOLD";
}

test("a job that was added many times runs once", async () => {
  const { queues, start } = queueHarness();
  const ran: number[] = [];
  const last = latch("the last job ran");
  const work = job(async ({ n }) => {
    ran.push(n);
    if (n === 2) last.open();
    return "done";
  });
  await queues.add(work, [{ n: 1 }, { n: 1 }]);
  await queues.add(work, [{ n: 1 }, { n: 2 }]);
  expect(await queues.waiting("sweep")).toBe(2);
  start([work], 1);
  await last.opened();
  expect(ran).toEqual([1, 2]);
  await until("done jobs leave nothing to do", async () => (await queues.get("sweep").count()) === 0);
});

test("a job that is at work isn't added again, and can be once it is done", async () => {
  const { queues, start } = queueHarness();
  const [begun, go, again] = [latch("it began"), latch("it may end"), latch("it ran again")];
  let runs = 0;
  const work = job(async () => {
    if (++runs === 2) again.open();
    begun.open();
    await go.opened();
    return "done";
  });
  await queues.add(work, [{ n: 1 }]);
  start([work]);
  await begun.opened();
  await queues.add(work, [{ n: 1 }]);
  expect(await queues.waiting("sweep")).toBe(0);
  go.open();
  await until("it is gone", async () => (await queues.get("sweep").getJob("work-1")) === undefined);
  expect(runs).toBe(1);
  await queues.add(work, [{ n: 1 }]);
  await again.opened();
});

test("a failed job runs again after a wait", async () => {
  const { queues, start, failures } = queueHarness();
  const done = latch("it worked at last");
  let runs = 0;
  const work = job(async () => {
    if (++runs < 3) throw new TellingError("not yet");
    done.open();
    return "done";
  });
  await queues.add(work, [{ n: 1 }]);
  start([work]);
  await done.opened();
  expect(failures).toEqual([1, 2].map((attempt) => ({ job: "work", code: "TOLD", attempt, last: false })));
});

test("of a failure only the code reaches Redis, in no key and in no stream more than that", async () => {
  const { queues, start, failures, dump } = queueHarness();
  const work = job(async ({ n }) => {
    const cause = new Error(`${CANARY} in a cause`);
    if (n === 1) throw new TellingError(`${CANARY} in a message`, { cause });
    throw Object.assign(new Error(`${CANARY} without a code`), {
      stack: `${CANARY} in a stack`,
      extra: CANARY,
    });
  });
  await queues.add(work, [{ n: 1 }, { n: 2 }]);
  start([work]);
  await until("both failed", () => failures.length >= 2);
  const reported = await until("the failures are in Redis", async () => {
    const text = await dump();
    return text.includes("TOLD") && text.includes("INTERNAL") && text;
  });
  expect(reported).not.toContain(CANARY);
});

/** A job whose next attempt is its last. */
async function addAtLastAttempt(
  { queues, redis, prefix }: ReturnType<typeof queueHarness>,
  n: number,
  work: ReturnType<typeof job>,
) {
  await queues.add(work, [{ n }]);
  await redis.hset(`${prefix}:sweep:work-${n}`, "atm", 11);
}

test("after the last attempt it is given up with the last failure's code, and is gone", async () => {
  const made = queueHarness();
  const given = latch<[Data, string]>("it was given up");
  const work = job(() => Promise.reject(new TellingError("no")), {
    giveUp: async (data, _, code) => given.open([data, code]),
  });
  await addAtLastAttempt(made, 7, work);
  made.start([work]);
  expect(await given.opened()).toEqual([{ n: 7 }, "TOLD"]);
  expect(made.failures).toEqual([{ job: "work", code: "TOLD", attempt: 12, last: true }]);
  await until("it is gone", async () => (await made.queues.get("sweep").getJob("work-7")) === undefined);
});

test("giving up can fail too, and then says only a code", async () => {
  const made = queueHarness();
  const work = job(() => Promise.reject(new TellingError("no")), {
    giveUp: () => Promise.reject(Object.assign(new Error(CANARY), { code: "LEDGER_GONE" })),
  });
  await addAtLastAttempt(made, 7, work);
  made.start([work]);
  const reported = await until("Redis was told", async () => {
    const text = await made.dump();
    return text.includes("LEDGER_GONE") && text;
  });
  expect(reported).not.toContain(CANARY);
  await until(
    "it can be added again",
    async () => (await made.queues.get("sweep").getJob("work-7")) === undefined,
  );
});

test.each([
  ["unknown", "unheard-of", { n: 1 }, "UNKNOWN_JOB"],
  ["without its data", "work", { n: "one" }, "INVALID_JOB_DATA"],
  ["with more data than it takes", "work", { n: 1, more: 2 }, "INVALID_JOB_DATA"],
])("a job that is %s isn't run, and fails with a code", async (_, name, data, code) => {
  const { queues, start, dump } = queueHarness();
  let runs = 0;
  const work = job(async () => {
    runs++;
    return "done";
  });
  await queues.get("sweep").add(name, data, { attempts: 2, backoff: { type: "custom" } });
  start([work]);
  await until("it failed", async () => (await dump()).includes(code));
  expect(runs).toBe(0);
});

test("wrong data can't be added in the first place", async () => {
  const { queues } = queueHarness();
  const work = job(async () => "done");
  await expect(queues.add(work, [{ n: 1 }, { n: 1.5 }])).rejects.toThrow();
  expect(await queues.waiting("sweep")).toBe(0);
});

test("a job can ask to be called again any number of times, without using its attempts up", async () => {
  const { queues, start, failures } = queueHarness();
  const done = latch("it is done");
  let passes = 0;
  const work = job(async () => {
    if (++passes < 20) return { againInMs: 1 };
    done.open();
    return "done";
  });
  await queues.add(work, [{ n: 1 }]);
  start([work]);
  await done.opened();
  expect(failures).toEqual([]);
  await until("it is gone", async () => (await queues.get("sweep").getJob("work-1")) === undefined);
});

test("on closing, what ends within the grace time ends", async () => {
  const { queues, start } = queueHarness();
  const [begun, go] = [latch("it began"), latch("it may end")];
  let interrupted = false;
  const work = job(async (_, { signal }) => {
    begun.open();
    await go.opened();
    interrupted = signal.aborted;
    return "done";
  });
  await queues.add(work, [{ n: 1 }]);
  const workers = start([work]);
  await begun.opened();
  const closed = workers.close(30_000);
  go.open();
  await closed;
  expect(interrupted).toBe(false);
  expect(await queues.get("sweep").getJob("work-1")).toBeUndefined();
});

test("on closing, what doesn't end in time is interrupted and waits again, with no attempt used up", async () => {
  const { queues, start, failures } = queueHarness();
  const [begun, again] = [latch("it began"), latch("it ran again")];
  let runs = 0;
  const work = job(async (_, { signal }) => {
    if (++runs === 2) {
      again.open();
      return "done";
    }
    begun.open();
    await new Promise((_resolve, reject) => {
      signal.addEventListener("abort", () => reject(new Error(CANARY)));
    });
    return "done";
  });
  await queues.add(work, [{ n: 1 }]);
  const workers = start([work]);
  await begun.opened();
  await workers.close(1);
  expect(await queues.waiting("sweep")).toBe(1);
  expect((await queues.get("sweep").getJob("work-1"))?.attemptsMade).toBe(0);
  expect(failures).toEqual([]);
  start([work]);
  await again.opened();
});
