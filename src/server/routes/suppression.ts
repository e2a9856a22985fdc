import { z } from "@hono/zod-openapi";
import type { Suppressed } from "../../ledger/suppression.js";
import { type SuppressedKind, SUPPRESSED_KINDS } from "../../model/kinds.js";
import { HEX_32 } from "../../model/ids.js";
import type { Session } from "../../wiring/session.js";
import type { Api } from "../api.js";
import { pageOf } from "../cursor.js";
import { paging, time, UserId } from "../fields.js";
import { instant } from "../instant.js";
import { json } from "../json.js";
import { operation } from "../../contracts/operation.js";
import { serve } from "../serve.js";

const tags = ["Suppression list"];
const LONGEST_ADDRESS = 320;
const Kind = z.enum(SUPPRESSED_KINDS);

const SuppressedSchema = z
  .object({
    kind: Kind,
    subject: z.string().openapi({ description: "The pseudonym." }),
    since: time.openapi({
      description: "When they were last blank for certain, or looked for and not found.",
    }),
    run: z
      .int()
      .nullable()
      .openapi({ description: "The run whose policy says what must stay blank; null for an address." }),
    onDemand: z.boolean(),
    found: z.boolean(),
    comebacks: z.int(),
    lastComebackAt: time.nullable(),
  })
  .openapi("Suppressed");
export type SuppressedView = z.infer<typeof SuppressedSchema>;

const WhoSchema = z
  .strictObject({
    userId: UserId.optional(),
    email: z.string().min(3).max(LONGEST_ADDRESS).optional(),
  })
  .refine(({ userId, email }) => (userId === undefined) !== (email === undefined), {
    message: "must name a userId or an email, and not both",
  })
  .openapi("Somebody");
const who = { body: { required: true, content: json(WhoSchema) } };

const list = operation({
  method: "get",
  path: "/v1/suppression",
  summary: "Everybody who was erased, by pseudonym",
  tags,
  role: "viewer",
  action: "suppression.list",
  reads: true,
  request: {
    query: z.strictObject({
      kind: Kind.default("user").openapi({
        description: "`user`: people; `email`: addresses that nobody had when they were asked for.",
      }),
      limit: paging.limit,
      cursor: z
        .string()
        .regex(HEX_32, "must be the `next` of an answer of this list")
        .optional()
        .openapi({ description: "The `next` of the page before." }),
    }),
  },
  responses: {
    200: {
      description: "A page of them, and how many there are",
      content: json(
        z.object({
          count: z.object({ user: z.int(), email: z.int() }),
          suppressed: z.array(SuppressedSchema),
          next: z.string().nullable(),
        }),
      ),
    },
  },
});

const lookup = operation({
  method: "post",
  path: "/v1/suppression/lookup",
  summary: "Whether somebody is on the suppression list",
  description: "What is named is turned into its pseudonym and stored nowhere.",
  tags,
  role: "viewer",
  action: "suppression.lookup",
  reads: true,
  request: who,
  responses: {
    200: {
      description: "What the list has of them",
      content: json(z.object({ suppressed: z.boolean(), entry: SuppressedSchema.nullable() })),
    },
  },
});

const remove = operation({
  method: "post",
  path: "/v1/suppression/remove",
  summary: "Take somebody off the suppression list",
  description:
    "For a person who may be there again, such as one who has signed up anew: the watch and replays pass over them.",
  tags,
  role: "operator",
  action: "suppression.remove",
  idempotent: true,
  request: who,
  responses: {
    200: { description: "Whether they were on it", content: json(z.object({ removed: z.boolean() })) },
  },
});

export function registerSuppression(app: Api): void {
  serve(app, list, async (c) => {
    const { suppression } = c.get("desk").session;
    const { kind, limit, cursor } = c.req.valid("query");
    const found = await suppression.page({
      kind,
      limit: limit + 1,
      ...(cursor !== undefined && { after: cursor }),
    });
    const { page, next } = pageOf(found, limit, ({ subject }) => subject);
    return c.json({ count: await suppression.count(), suppressed: page.map(view), next }, 200);
  });

  serve(app, lookup, async (c) => {
    const { session } = c.get("desk");
    const { kind, subjects } = pseudonymsOf(session, c.req.valid("json"));
    const found = await Promise.all(subjects.map((subject) => session.suppression.of(subject, kind)));
    const entry = found.find((row) => row !== undefined);
    return c.json({ suppressed: entry !== undefined, entry: entry ? view(entry) : null }, 200);
  });

  serve(app, remove, async (c) => {
    const { session } = c.get("desk");
    const { kind, subjects } = pseudonymsOf(session, c.req.valid("json"));
    const removed = await Promise.all(subjects.map((subject) => session.suppression.remove(subject, kind)));
    return c.json({ removed: removed.includes(true) }, 200);
  });
}

/** An address may have been handed in as two different hashes. */
function pseudonymsOf(
  { pseudonyms }: Session,
  { userId, email }: z.infer<typeof WhoSchema>,
): { kind: SuppressedKind; subjects: string[] } {
  if (userId !== undefined) return { kind: "user", subjects: [pseudonyms.subject(userId)] };
  return { kind: "email", subjects: pseudonyms.emails([email ?? ""]) };
}

function view(row: Suppressed): SuppressedView {
  const { kind, subject, since, runId, onDemand, found, comebacks, lastComebackAt } = row;
  return {
    ...{ kind, subject, run: runId, onDemand, found, comebacks },
    since: instant(since),
    lastComebackAt: instant(lastComebackAt),
  };
}
