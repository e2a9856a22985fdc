import { createReadStream } from "node:fs";
import { join } from "node:path";
import { parseEnv } from "node:util";
import { encodingOf } from "../../base/encoding.js";
import { LinesError, linesOf } from "../../base/lines.js";
import { peeked } from "../../base/peeked.js";
import { ConfigError } from "../../config/error.js";

/**
 * What stands in the file `.env` of a folder, in UTF-8 or UTF-16; nothing where there is none.
 * @throws {CONFIG_INVALID} when it isn't text.
 */
export async function readDotenv(folder: string): Promise<Record<string, string>> {
  try {
    const { head, bytes } = await peeked(createReadStream(join(folder, ".env")));
    const lines: string[] = [];
    for await (const line of linesOf(bytes, { encoding: encodingOf(head) })) lines.push(line);
    return parseEnv(lines.join("\n")) as Record<string, string>;
  } catch (error) {
    if (error instanceof LinesError)
      throw new ConfigError([{ setting: ".env", problem: `isn't text in UTF-8 (line ${error.line})` }]);
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return {};
    throw error;
  }
}
