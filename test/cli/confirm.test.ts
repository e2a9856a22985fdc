import { PassThrough } from "node:stream";
import { expect, test } from "vitest";
import { confirm } from "../../src/cli/io/confirm.js";

/** Asks at a terminal at which somebody types `keys`; whoever ends the input types `null`. */
async function asked(keys: string | null, signal = new AbortController().signal): Promise<string> {
  const terminal = () => Object.assign(new PassThrough(), { isTTY: true });
  const io = { stdin: terminal(), stdout: terminal(), stderr: terminal() };
  if (keys === null) io.stdin.end();
  else io.stdin.write(keys);
  return confirm({ io, signal }, "This blanks 1 user.", false).then(
    () => "yes",
    (error: unknown) => (error as { code: string }).code,
  );
}

test.each([
  ["yes\n", "yes"],
  [" YES \r", "yes"],
  ["y\n", "DECLINED"],
  ["\n", "DECLINED"],
  ["ye\u0003", "INTERRUPTED"],
  ["\u0004", "DECLINED"],
  [null, "DECLINED"],
])("whoever types %j at the question answers %s", async (keys, answer) => {
  expect(await asked(keys)).toBe(answer);
});

test("a signal ends the question", async () => {
  const ending = new AbortController();
  const answer = asked("ye", ending.signal);
  ending.abort(new Error("ended"));
  expect(await answer).toBe("INTERRUPTED");
});
