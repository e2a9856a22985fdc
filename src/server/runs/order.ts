import type { ReadableStream } from "node:stream/web";
import type { z } from "@hono/zod-openapi";
import type { Context, MiddlewareHandler } from "hono";
import { bodyLimit } from "hono/body-limit";
import { failure } from "../../base/errors.js";
import type { RunOrder } from "../../service/run/create.js";
import { AnyUserId, LONGEST_USER_ID } from "../../contracts/fields.js";
import type { ApiEnv, Backend } from "../backend.js";
import { idempotent } from "../http/idempotent.js";
import { invalidCall } from "../http/invalid.js";
import { ndjson } from "../http/ndjson.js";
import { policyIn } from "../../service/policy/policy-field.js";
import { withTraits } from "../http/route-traits.js";
import { order, RunOrderSchema, ListedOrderSchema } from "../../contracts/runs.js";

const LONGEST_BODY_MIB = 8;

const FIELDS = new Set([...Object.keys(order), "userIds"]);

const isNdjson = (c: Context): boolean =>
  /^application\/x-ndjson\b/i.test(c.req.header("content-type") ?? "");

const limit = bodyLimit({
  maxSize: LONGEST_BODY_MIB * 1024 * 1024,
  onError: () => {
    throw failure("BODY_TOO_LARGE.order", { mebibytes: LONGEST_BODY_MIB });
  },
});
const repeatable = idempotent();

/** A list can be of any length and comes once; everything else is short, and can be sent again. */
export const orderBody: MiddlewareHandler<ApiEnv> = withTraits(
  async (c, next) => {
    if (isNdjson(c)) return next();
    await limit(c, async () => {
      const answer = await repeatable(c, next);
      if (answer instanceof Response) c.res = answer;
    });
  },
  { isStreamed: true, isIdempotent: true },
);

export type Order = Omit<RunOrder, "by">;

/** @throws when the call isn't an order; what its lines are is found out while they are read. */
export async function orderOf(c: Context<ApiEnv>): Promise<Order> {
  return isNdjson(c) ? listedOrder(c) : jsonOrder(c);
}

async function jsonOrder(c: Context<ApiEnv>): Promise<Order> {
  if (!/^application\/json\b/i.test(c.req.header("content-type") ?? ""))
    throw failure("UNSUPPORTED_MEDIA_TYPE.order");
  const body: unknown = await c.req.json().catch(() => {
    throw failure("MALFORMED");
  });
  const { userIds, ...rest } = valid(RunOrderSchema, body);
  return toOrder(rest, userIds, c.get("backend"));
}

async function listedOrder(c: Context<ApiEnv>): Promise<Order> {
  const values = ndjson(c.req.raw.body as ReadableStream<Uint8Array> | null);
  const first = await values.next();
  const head = valid(ListedOrderSchema, first.done ? undefined : first.value);
  return toOrder(head, idsOf(values), c.get("backend"));
}

const toOrder = (
  { policy, kind, apply }: z.infer<typeof ListedOrderSchema>,
  ids: Order["ids"],
  backend: Backend,
): Order => ({ kind, policy: policyIn(policy, backend), autoApply: apply, ids });

async function* idsOf(values: AsyncGenerator<unknown>): AsyncGenerator<string> {
  let line = 1;
  for await (const value of values) {
    line += 1;
    const id = AnyUserId.safeParse(value);
    if (!id.success) throw failure("INVALID.line", { line, longest: LONGEST_USER_ID });
    yield id.data;
  }
  if (line === 1) throw failure("INVALID.noLine");
}

function valid<T extends z.ZodType>(schema: T, value: unknown): z.output<T> {
  const parsed = schema.safeParse(value);
  if (!parsed.success) throw invalidCall(parsed.error.issues, (name) => FIELDS.has(name));
  return parsed.data;
}
