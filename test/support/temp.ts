import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { onTestFinished } from "vitest";
import type { Finished } from "./finished.js";

/** A folder of the test's own, removed when the test is done. Tests that run concurrently pass their own `onTestFinished`. */
export async function tempFolder(finished: Finished = onTestFinished): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "scrubjay-test-"));
  finished(() => rm(folder, { recursive: true, force: true, maxRetries: 5 }));
  return folder;
}
