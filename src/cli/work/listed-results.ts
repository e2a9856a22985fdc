import { csvOf } from "../../base/csv.js";
import { MOST_ASKED_RESULTS, results, type ResultView } from "../../contracts/runs.js";
import type { ApiClient } from "../api/client.js";
import { claimFile, type ClaimedFile } from "../io/claimed-file.js";
import type { Entry } from "../input/list/list.js";

/** How it went for one line of a list. The ID that stands there isn't repeated. */
export interface LineResult extends ResultView {
  /** Of the list as it was read, from 1. */
  line: number;
}

/** Of the IDs of one call: as JSON they stay below the API's 1 MiB. */
const MOST_CHARACTERS = 150_000;

/** How a run went for each line of a list; of an ID that stands there twice both lines have a result. */
export async function* resultsOfList(
  api: ApiClient,
  run: number,
  entries: AsyncIterable<Entry> | Iterable<Entry>,
): AsyncGenerator<LineResult> {
  for await (const some of chunksOf(entries)) {
    const body = { userIds: some.map(({ value }) => value) };
    const answer = await api.call(results, { params: { run }, body });
    for (const [i, result] of answer.results.entries()) yield { line: some[i]?.line ?? 0, ...result };
  }
}

async function* chunksOf(entries: AsyncIterable<Entry> | Iterable<Entry>): AsyncGenerator<Entry[]> {
  let chunk: Entry[] = [];
  let characters = 0;
  for await (const entry of entries) {
    if (chunk.length === MOST_ASKED_RESULTS || characters + entry.value.length > MOST_CHARACTERS) {
      yield chunk;
      chunk = [];
      characters = 0;
    }
    chunk.push(entry);
    characters += entry.value.length;
  }
  if (chunk.length > 0) yield chunk;
}

/** A file of results that is ours before anything is done. */
export interface ResultFile extends Pick<ClaimedFile, "abandon"> {
  /** Writes it whole, as CSV. @returns how many lines of the list it tells of. @throws {USAGE.file} */
  write: (lines: AsyncIterable<LineResult>) => Promise<number>;
}

/** Takes a file's name for results. @throws as `claimFile` does. */
export async function claimResultFile(path: string): Promise<ResultFile> {
  const file = await claimFile(path);
  return {
    write: async (lines) => {
      let count = 0;
      await file.write(
        (async function* () {
          yield Buffer.from(CSV.head);
          for await (const { line, result, reason } of lines) {
            count += 1;
            yield Buffer.from(CSV.line({ line, result, reason }));
          }
        })(),
      );
      return count;
    },
    abandon: file.abandon,
  };
}

const CSV = csvOf(["line", "result", "reason"]);
