import { expect, test } from "vitest";
import { endOf, type SubjectEnding } from "../../src/requests/ending.js";

const of = (...outcomes: string[]) =>
  endOf(
    outcomes.map((text) => {
      const [outcome, reason = null] = text.split(" ");
      return { outcome, reason } as SubjectEnding;
    }),
    false,
  );

test.each([
  [["scrubbed"], "completed", null],
  [["already_blank", "not_found"], "completed", null],
  [["not_found", "not_found"], "not_found", null],
  [[], "not_found", null],
  [["scrubbed", "excluded role"], "partly_retained", "role"],
  [["scrubbed", "scrubbed_in_part", "not_found"], "partly_retained", "UNKNOWN_FIELDS_STAY"],
  [["scrubbed_in_part", "excluded role"], "partly_retained", "role"],
  [["scrubbed_in_part", "failed NOT_CLEARED"], "failed", "NOT_CLEARED"],
  [["scrubbed", "excluded role", "excluded unclear"], "failed", "unclear"],
  [["excluded unclear", "excluded hold_17_3_e"], "held", "hold_17_3_e"],
  [["scrubbed", "excluded role", "excluded hold_17_3_e"], "held", "hold_17_3_e"],
  [["scrubbed", "excluded hold_17_3_b", "failed NOT_CLEARED"], "failed", "NOT_CLEARED"],
] as const)("%j ends as %s", (outcomes, state, code) => {
  expect(of(...outcomes)).toMatchObject({ to: state, code });
});

test("a policy that keeps something of people completes nothing, and excuses nothing", () => {
  const ending = (outcome: SubjectEnding["outcome"], reason: string | null = null) =>
    endOf([{ outcome, reason }], true);
  expect(ending("scrubbed")).toMatchObject({ to: "partly_retained", code: "FIELDS_KEPT" });
  expect(ending("already_blank")).toMatchObject({ to: "partly_retained", code: "FIELDS_KEPT" });
  expect(ending("scrubbed_in_part")).toMatchObject({ to: "partly_retained", code: "UNKNOWN_FIELDS_STAY" });
  expect(ending("not_found")).toMatchObject({ to: "not_found", code: null });
  expect(ending("failed", "NOT_CLEARED")).toMatchObject({ to: "failed", code: "NOT_CLEARED" });
  expect(ending("excluded", "role")).toMatchObject({ to: "partly_retained", code: "role" });
});
