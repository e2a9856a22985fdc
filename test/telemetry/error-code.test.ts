import { DrizzleQueryError } from "drizzle-orm";
import fc from "fast-check";
import { expect, test } from "vitest";
import { failure } from "../../src/base/errors.js";
import { errorCode } from "../../src/telemetry/error-code.js";

test.each([
  ["ours", failure("SEAL_BROKEN"), "SEAL_BROKEN"],
  [
    "the system's",
    Object.assign(new Error("connect ECONNREFUSED ann"), { code: "ECONNREFUSED" }),
    "ECONNREFUSED",
  ],
  [
    "PostgreSQL's, under a query with its parameters",
    new DrizzleQueryError("select 'ann'", ["ann"], Object.assign(new Error("ann"), { code: "23505" })),
    "23505",
  ],
  ["a query's without a code", new DrizzleQueryError("select 'ann'", ["ann"], new Error("ann")), "INTERNAL"],
  ["only a name", new TypeError("ann is not a function"), "TypeError"],
  [
    "a code that is a sentence",
    Object.assign(new Error("ann"), { code: "no such user: ann@example.com" }),
    "INTERNAL",
  ],
  ["a code that is a number", Object.assign(new Error("ann"), { code: 42 }), "INTERNAL"],
  ["a name that is a sentence", Object.assign(new Error("ann"), { name: "Error of ann" }), "INTERNAL"],
  ["text that was thrown", "ann", "INTERNAL"],
  ["nothing", undefined, "INTERNAL"],
])("the code of a failure: %s", (_, error, code) => {
  expect(errorCode(error)).toBe(code);
});

test("whatever a message says, the code never does", () => {
  fc.assert(
    fc.property(fc.string({ minLength: 1 }), fc.string({ minLength: 1 }), (message, inner) => {
      const error = new Error(`canary ${message}`, { cause: new Error(`canary ${inner}`) });
      expect(errorCode(error)).toBe("INTERNAL");
    }),
  );
});
