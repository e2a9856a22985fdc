import { failure } from "../base/errors.js";
import { lockFolder, type FolderLock } from "./lock-folder.js";

/**
 * Takes the data folder for this process: the embedded database doesn't lock its own files, and two processes
 * on them corrupt it. Creates the folder (mode 0700) when missing.
 *
 * Throws DATA_DIR_LOCKED, at once, when another process on this machine has it (a holder on another machine or
 * in another container is watched for up to 5 s first). A killed holder's lock is taken over.
 * `onLost` has to end every use of the folder; without it the loss is an uncaught exception.
 */
export async function lockDataDir(
  dataDir: string,
  options: {
    /** What this process does, for the message to others: the command's name, never its arguments. */
    command: string;
    onLost?: (error: Error) => void;
  },
): Promise<FolderLock> {
  const onLost = options.onLost ?? raise;
  return lockFolder(dataDir, {
    command: options.command,
    locked: (who) => failure("DATA_DIR_LOCKED", { who }),
    onLost: (cause) => onLost(failure("DATA_DIR_LOST", {}, { cause })),
  });
}

function raise(error: Error): never {
  throw error;
}
