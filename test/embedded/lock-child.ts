// A process that takes the lock on the folder named in its arguments when it is told to, and says how that went.
import { once } from "node:events";
import { createInterface } from "node:readline";
import { lockDataDir } from "../../src/embedded/lock-data-dir.js";
import { ScrubjayError } from "../../src/base/errors.js";

const [folder = "", command = ""] = process.argv.slice(2);
const input = createInterface({ input: process.stdin });
console.log("ready");
await once(input, "line");
try {
  const lock = await lockDataDir(folder, { command, onLost: () => console.log("lost") });
  console.log("locked");
  await once(input, "line");
  await lock.release();
  console.log("released");
} catch (error) {
  if (!(error instanceof ScrubjayError)) throw error;
  console.log(error.code);
}
process.exit();
