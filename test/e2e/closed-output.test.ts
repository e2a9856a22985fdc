import { expect, test } from "vitest";
import { startChild } from "../support/child.js";
import { MAIN } from "../support/cli.js";
import { commandEnvironment } from "./command-environment.js";

test.each(["--help", "runs"])("%s ends without a word when nobody reads what it says", async (what) => {
  const { cwd, env } = await commandEnvironment();
  // The shell waits for a line, so that what the command says comes when nobody reads any more.
  const command = ["-c", 'read -r _; exec "$@"', "sh", process.execPath, MAIN, what];
  const child = startChild("/bin/sh", command, { cwd, env });
  await child.closeOutput();
  child.stdin.end("go\n");
  expect(await child.exited).toMatchObject({ signal: null, stdout: "", stderr: "" });
});
