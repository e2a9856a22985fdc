import { expect, test } from "vitest";
import { endOf, type SubjectEnding } from "../../src/requests/ending.js";

const of = (...outcomes: string[]) =>
  endOf(
    outcomes.map((text) => {
      const [outcome, reason = null] = text.split(" ");
      return { outcome, reason } as SubjectEnding;
    }),
  );

test.each([
  [["scrubbed"], "completed", null],
  [["already_blank", "not_found"], "completed", null],
  [["not_found", "not_found"], "not_found", null],
  [[], "not_found", null],
  [["scrubbed", "excluded role"], "partly_retained", "role"],
  [["scrubbed", "excluded role", "excluded hold_17_3_e"], "held", "hold_17_3_e"],
  [["scrubbed", "excluded hold_17_3_b", "failed NOT_CLEARED"], "failed", "NOT_CLEARED"],
] as const)("%j ends as %s", (outcomes, state, code) => {
  expect(of(...outcomes)).toMatchObject({ to: state, code });
});
