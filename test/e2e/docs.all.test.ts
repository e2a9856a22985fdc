import { expect, onTestFinished, test } from "vitest";
import { consoleBlocksOf, missing } from "../docs/console.js";
import { read } from "../docs/pages.js";
import { freePort } from "../docs/upstream.js";
import { tempFolder } from "../support/temp.js";
import { Terminal } from "./terminal.js";

const HANGS_AFTER_MS = 1_800_000;
/** Where the sandbox is, as the pages have it. */
const SANDBOX = "127.0.0.1:4777";
const PEOPLE = 5_000;

test("every console block of README does what it shows", { timeout: HANGS_AFTER_MS }, async () => {
  const cwd = await tempFolder();
  const sandboxPort = await freePort();
  // In the place of an app with a key.
  const env = {
    TALKJS_API_URL: `http://127.0.0.1:${sandboxPort}`,
    TALKJS_APP_ID: "sandboxApp",
    TALKJS_SECRET_KEY: "sk_test_sandbox",
  };
  const open = async () => {
    const terminal = await Terminal.open({ cwd, env, sandboxPort });
    onTestFinished(() => terminal.close());
    return terminal;
  };
  await (await open()).start(`npx scrubjay sandbox --users ${PEOPLE}`, /Stop with Ctrl-C/);
  const reader = await open();
  const blocks = consoleBlocksOf(read("README.md"));
  for (const { line, notRun } of blocks)
    if (notRun !== "") console.warn(`README.md:${line} isn't run: ${notRun}`);
  const run = blocks.filter(({ notRun }) => notRun === "");
  expect(run.length).toBeGreaterThan(2);
  for (const { line, commands, answer } of run)
    for (const { typed, shown } of commands) {
      const printed = await reader.run(typed.replaceAll(SANDBOX, `127.0.0.1:${sandboxPort}`), answer);
      expect(missing(shown, printed), `README.md:${line}: ${typed}\n${printed}`).toEqual([]);
    }
});
