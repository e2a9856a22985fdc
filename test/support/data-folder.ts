import { join } from "node:path";
import { unpackLedger } from "../../src/ledger/packed-ledger.js";
import { BUILT } from "./cli.js";
import { tempFolder } from "./temp.js";

/**
 * A folder whose data folder has a new embedded ledger already, as the built program lays it out: what runs from source
 * has none packed, and PGlite takes seconds to make one.
 */
export async function folderWithLedger(): Promise<string> {
  const cwd = await tempFolder();
  await unpackLedger(join(cwd, ".scrubjay", "ledger"), BUILT);
  return cwd;
}
