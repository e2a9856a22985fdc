import { failure } from "../../base/errors.js";

/** The last item of a page of a list that is newest first: the next page begins after it. */
export interface Position {
  createdAt: Date;
  id: string;
}

const ID = /^[0-9a-f-]{1,64}$/;

/** An opaque text that a caller hands back for the next page. */
export function cursorOf({ createdAt, id }: Position): string {
  return Buffer.from(JSON.stringify([createdAt.getTime(), id])).toString("base64url");
}

/** @throws 422 when it isn't one of ours. */
export function positionOf(cursor: string): Position {
  const read = parse(cursor);
  if (Array.isArray(read)) {
    const [at, id] = read as unknown[];
    const createdAt = new Date(typeof at === "number" ? at : NaN);
    const isOurs = typeof id === "string" && ID.test(id) && !Number.isNaN(createdAt.getTime());
    // What doesn't come out as it went in was made by somebody else.
    if (isOurs && cursorOf({ createdAt, id }) === cursor) return { createdAt, id };
  }
  throw failure(
    "INVALID.cursor",
    {},
    { errors: [{ path: "cursor", problem: "must be the `next` of an answer of this list" }] },
  );
}

function parse(cursor: string): unknown {
  try {
    return JSON.parse(Buffer.from(cursor, "base64url").toString("utf8"));
  } catch {
    return undefined;
  }
}

/**
 * A page of at most `limit` of rows that were asked for with one more, and where the next page begins.
 * @param cursorTo the text that a caller hands back for the page after a row.
 */
export function pageOf<Row>(
  rows: Row[],
  limit: number,
  cursorTo: (last: Row) => string,
): { page: Row[]; next: string | null } {
  const page = rows.slice(0, limit);
  const last = page.at(-1);
  return { page, next: last && rows.length > limit ? cursorTo(last) : null };
}
