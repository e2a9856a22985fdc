import { expect, test } from "vitest";
import type { Progress } from "../../src/ledger/schedules/slots.js";
import { outcomeOf } from "../../src/schedules/outcome.js";

type Run = Progress["runs"][number];
const run = (state: Run["state"], code: string | null = null, parked = 0): Run => ({ state, code, parked });
const reported = (progress: Progress) => {
  const { state, code } = outcomeOf(progress);
  return code === null ? state : `${state} ${code}`;
};

test.each<[Run, string]>([
  [run("planning"), "running"],
  [run("applying"), "running"],
  [run("cancelling"), "running"],
  [run("planned"), "waiting"],
  [run("done"), "done"],
  [run("done", null, 2), "failed USERS_PARKED"],
  [run("refused", "max_users"), "braked max_users"],
  [run("stopped", "ERROR_RATE"), "braked ERROR_RATE"],
  [run("stopped", "API_UNAUTHORIZED"), "failed API_UNAUTHORIZED"],
  [run("stopped", "PAUSED"), "running PAUSED"],
  [run("plan_failed", "PAUSED"), "running PAUSED"],
  [run("plan_failed", "API_UNAVAILABLE"), "failed API_UNAVAILABLE"],
  [run("cancelled", "PLAN_TOO_OLD"), "failed PLAN_TOO_OLD"],
  [run("cancelled"), "failed CANCELLED"],
])("a sweep whose run is %o is %s", (of, outcome) => {
  expect(reported({ watch: null, runs: [of] })).toBe(outcome);
});

test("a watch is as its scan, then as the run that is furthest from its end, then as the worst", () => {
  const watch = (state: NonNullable<Progress["watch"]>["state"], ...runs: Run[]) =>
    reported({ watch: { state, code: state === "failed" ? "API_UNAUTHORIZED" : null }, runs });
  expect(watch("scanning", run("planned"))).toBe("running");
  expect(watch("failed")).toBe("failed API_UNAUTHORIZED");
  expect(watch("cancelled", run("applying"))).toBe("failed CANCELLED");
  expect(watch("scrubbing", run("done"))).toBe("running");
  expect(watch("scrubbing", run("done"), run("planned"), run("refused", "max_users"))).toBe("waiting");
  expect(watch("done", run("done"), run("cancelled"), run("refused", "max_users"))).toBe("braked max_users");
  expect(watch("done")).toBe("done");
});
