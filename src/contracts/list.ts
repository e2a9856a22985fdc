import { z } from "@hono/zod-openapi";
import { json } from "./json.js";

const PAGE = 50;
const LONGEST_PAGE = 200;

const NOT_OURS = "must be the `next` of an answer of this list";
const asCursor = <Schema extends z.ZodType>(schema: Schema) =>
  schema.optional().openapi({ description: "The `next` of the page before." });

/** Where a page begins: the `next` of the page before, which only the list itself makes sense of. */
export const cursor = {
  text: asCursor(z.string().max(500)),
  /** The number of a row, below `end`. */
  number: (end = Number.MAX_SAFE_INTEGER) => asCursor(z.coerce.number().int().min(1).max(end)),
  like: (form: RegExp) => asCursor(z.string().regex(form, NOT_OURS)),
};

/** How many rows a page has. */
export const limit = (longest = LONGEST_PAGE, usual = PAGE) =>
  z.coerce.number().int().min(1).max(longest).default(usual);

const next = z
  .string()
  .nullable()
  .openapi({ description: "The cursor of the next page; null: there is none." });

const BASE = { limit: limit(), cursor: cursor.text };

interface ListOptions<Query, Beside> {
  /** What the list takes beside `limit` and `cursor`, which it may take in a form of its own. */
  query?: Query;
  /** What the answer holds beside the rows. */
  beside?: Beside;
  description?: string;
}

/**
 * What every operation has that answers with a list, page by page: its rows under `name`, and `next`.
 *
 *     export const list = operation({ ...listOf("holds", HoldSchema), path: "/v1/holds", … });
 */
export const listOf = <
  const Name extends string,
  Row extends z.ZodType,
  Query extends z.ZodRawShape = Record<never, never>,
  Beside extends z.ZodRawShape = Record<never, never>,
>(
  name: Name,
  row: Row,
  { query, beside, description = "A page of them" }: ListOptions<Query, Beside> = {},
) =>
  ({
    method: "get",
    role: "viewer",
    reads: true,
    list: name,
    request: {
      query: z.strictObject({ ...BASE, ...query } as unknown as Omit<typeof BASE, keyof Query> & Query),
    },
    responses: {
      200: {
        description,
        content: json(
          z.object({
            ...(beside as Beside),
            ...({ [name]: z.array(row) } as Record<Name, z.ZodArray<Row>>),
            next,
          }),
        ),
      },
    },
  }) as const;
