import { z } from "zod";
import { DEFAULT_PAGE } from "../api/paging.js";

/** Where an item stands in a list: by time, in Unix ms, and among those of one time by ID. */
export interface Place {
  at: number;
  id: string;
}

/** Where a page ended, and what the list was asked for. */
export interface Cursor {
  place: Place;
  query?: unknown;
}

const CursorSchema = z.strictObject({
  place: z.strictObject({ at: z.number(), id: z.string() }),
  query: z.unknown().optional(),
});

export const cursorText = z
  .string()
  .transform((text, context): unknown => {
    try {
      return JSON.parse(Buffer.from(text, "base64url").toString("utf8"));
    } catch {
      context.addIssue({ code: "custom", message: "is none that was given" });
      return z.NEVER;
    }
  })
  .pipe(CursorSchema);

/** What a list is asked for: `limit` from 1 to `max`, 10 when absent. */
export function pageQuery(max: number) {
  return z.strictObject({
    limit: z.number().int().min(1).max(max).default(DEFAULT_PAGE),
    cursor: cursorText.optional(),
  });
}

export interface Page<T> {
  items: T[];
  /** Null at the end of the list: the client tests for that very value. */
  cursor: string | null;
}

interface PageRequest {
  limit: number;
  cursor?: Cursor | undefined;
}

/** A page of what was sorted. `query` is given back with the cursor, for the next call doesn't say it again. */
export function pageOf<T>(
  items: readonly T[],
  placeOf: (item: T) => Place,
  order: "newest-first" | "oldest-first",
  { limit, cursor }: PageRequest,
  query?: unknown,
): Page<T> {
  const sign = order === "newest-first" ? -1 : 1;
  // Of one time, later IDs came later.
  const compare = (a: Place, b: Place) =>
    sign * (a.at - b.at) || sign * (a.id < b.id ? -1 : Number(a.id !== b.id));
  const sorted = items
    .map((item) => ({ item, place: placeOf(item) }))
    .filter(({ place }) => cursor === undefined || compare(place, cursor.place) > 0)
    .sort((a, b) => compare(a.place, b.place));
  const last = sorted[limit - 1];
  const isEnd = sorted.length <= limit || last === undefined;
  return {
    items: sorted.slice(0, limit).map(({ item }) => item),
    cursor: isEnd ? null : textOf({ place: last.place, ...(query !== undefined && { query }) }),
  };
}

function textOf(cursor: Cursor): string {
  return Buffer.from(JSON.stringify(cursor)).toString("base64url");
}
