import { createRequire } from "node:module";
import { join } from "node:path";
import { pathToFileURL } from "node:url";

/** TalkJS's own client. It is proprietary, so it is no part of this program: whoever wants a second witness installs it. */
export const CLIENT = "@talkjs/core";

/**
 * Where the client lies, as a URL: for the program, or else for one of these folders.
 * @returns undefined where it isn't installed.
 */
export function findClient(folders: readonly string[], program = import.meta.url): string | undefined {
  for (const from of [program, ...folders.map((folder) => join(folder, "package.json"))]) {
    try {
      return pathToFileURL(createRequire(from).resolve(CLIENT)).href;
    } catch {
      // Not there.
    }
  }
  return undefined;
}
