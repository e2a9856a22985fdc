import type { RouteConfig, z } from "@hono/zod-openapi";
import type { ActionName } from "../model/actions.js";
import type { ActorRole } from "../model/roles.js";

/** Who may call an operation, and how a call of it is recorded. */
export interface Access {
  /** The least role that may call. */
  readonly role: ActorRole;
  /** Its name in the log of actions. */
  readonly action: ActionName;
  /** Only reads: just denials are recorded. */
  readonly reads?: true;
  /** Takes an `Idempotency-Key`: sent again with it, the call isn't done again but answered as before. */
  readonly idempotent?: true;
  /** The field of the answer that holds the rows of a list which is cut into pages; `next` is the cursor of the next page. */
  readonly list?: string;
}

/** One call of the HTTP API, declared once: its route, its document, its client and its tests are made of it. */
export type Operation = Omit<RouteConfig, "middleware"> & Access;

/** Declares an operation, with the types of all that it takes and answers. */
export const operation = <const O extends Operation>(declared: O): O => declared;

type Bodies<O> = O extends { request: { body: { content: infer Content } } } ? Content : never;
type Json<Content> = Content extends { "application/json": { schema: infer Schema extends z.ZodType } }
  ? Schema
  : never;
type Success<O> = O extends { responses: infer Responses }
  ? Responses[keyof Responses & (200 | 201 | 202)] extends { content: infer Content }
    ? Content
    : never
  : never;

type Params<O> = O extends { request: { params: infer P extends z.ZodType } }
  ? { params: z.input<P> }
  : unknown;
type Query<O> = O extends { request: { query: infer Q extends z.ZodType } }
  ? { query?: z.input<Q> }
  : unknown;
type Body<O> = [Json<Bodies<O>>] extends [never] ? unknown : { body: z.input<Json<Bodies<O>>> };

/** What a caller of an operation hands over: parts of the address, the query, the body. */
export type InputOf<O> = Params<O> & Query<O> & Body<O>;

/** The JSON document that an operation answers with; undefined where it answers with none. */
export type AnswerOf<O> = [Json<Success<O>>] extends [never] ? undefined : z.output<Json<Success<O>>>;

/** One row of an operation that answers with NDJSON. */
export type RowOf<O> =
  Success<O> extends { "application/x-ndjson": { schema: infer Schema extends z.ZodType } }
    ? z.output<Schema>
    : never;

/** An operation that answers with a page of a list. */
export type ListOperation = Operation & { readonly list: string };

/** One of the list's rows. */
export type ItemOf<O extends ListOperation> =
  AnswerOf<O> extends Record<O["list"], (infer Item)[]> ? Item : never;
