import { z } from "@hono/zod-openapi";
import { time } from "./fields.js";
import { json } from "./json.js";
import { problems } from "./problem.js";
import { operation } from "./operation.js";

/** An epoch, as answers tell of it. */
export const EpochSchema = z
  .object({
    epoch: z.int().openapi({ description: "Counted from 1; 0: before there were epochs." }),
    state: z.enum(["live", "destroyed", "missing"]).openapi({
      description: "`missing`: the service doesn't have the key, and it wasn't destroyed on purpose.",
    }),
    from: time.nullable().openapi({ description: "Null for epoch 0." }),
    until: time.nullable().openapi({ description: "Null for the newest." }),
    destroyedAt: time.nullable(),
  })
  .openapi("Epoch");

export type EpochView = z.infer<typeof EpochSchema>;

const SigningKeysSchema = z
  .array(
    z.object({
      keyId: z.string(),
      verifierKey: z.string().openapi({ description: "What an auditor needs; it is public." }),
      since: time,
      until: time.nullable().openapi({ description: "Null: it signs now." }),
    }),
  )
  .openapi({ description: "The keys that signed this app's log, oldest first." });

const VerifierKeysSchema = z.object({ signing: SigningKeysSchema }).openapi("VerifierKeys");

export type VerifierKeysView = z.infer<typeof VerifierKeysSchema>;

const KeysSchema = z
  .object({
    epochs: z
      .array(
        EpochSchema.extend({
          entries: z.int().openapi({ description: "Audit entries about people of this app." }),
          destroyableFrom: time.nullable().openapi({
            description: "When its retention is over. Null: it can't be destroyed, or is.",
          }),
        }),
      )
      .openapi({ description: "Oldest first. The key of each makes the pseudonyms of its entries." }),
    signing: SigningKeysSchema,
  })
  .openapi("Keys");

export type KeysView = z.infer<typeof KeysSchema>;

const DestroyedSchema = z
  .object({
    epoch: z.int(),
    destroyedAt: time,
    forgotten: z
      .object({ suppression: z.int(), comebacks: z.int(), requests: z.int(), holds: z.int() })
      .openapi({ description: "What was removed with it, because it names the same people." }),
    inSettings: z.boolean().openapi({
      description: "The key stands in SCRUBJAY_EVIDENCE_KEYS too, and has to be removed there by hand.",
    }),
  })
  .openapi("DestroyedKey");

export type DestroyedView = z.infer<typeof DestroyedSchema>;

export const tags = ["Keys"];

const LARGEST_EPOCH = 999_999_999;

export const list = operation({
  method: "get",
  path: "/v1/keys",
  summary: "The epochs of the evidence, and the verifier keys of the log",
  description: "Never a key itself.",
  tags,
  role: "viewer",
  action: "keys.list",
  reads: true,
  responses: { 200: { description: "All of them", content: json(KeysSchema) } },
});

export const signing = operation({
  method: "get",
  path: "/v1/keys/signing",
  summary: "The verifier keys of the log",
  tags,
  role: "viewer",
  action: "keys.signing",
  reads: true,
  responses: { 200: { description: "All of them", content: json(VerifierKeysSchema) } },
});

export const rotate = operation({
  method: "post",
  path: "/v1/keys/rotations",
  summary: "Begin the next epoch, or sign with another key from now on",
  description:
    "Where keys are files the service makes the new one. Where they are settings, the new one must stand in them " +
    "first, in every process.",
  tags,
  role: "owner",
  action: "keys.rotate",
  request: {
    body: {
      required: true,
      content: json(
        z.strictObject({
          key: z.enum(["evidence", "signing"]).openapi({
            description:
              "`evidence`: the pseudonyms of what is recorded from now on; `signing`: the signatures.",
          }),
        }),
      ),
    },
  },
  responses: {
    201: { description: "The keys as they are now", content: json(KeysSchema) },
    ...problems(409),
  },
});

export const destroy = operation({
  method: "post",
  path: "/v1/keys/{epoch}/destruction",
  summary: "Destroy the key of an epoch",
  description:
    "For good: nobody can be found in its entries any more, and no certificate can be made of them. The entries stay, " +
    "and the log still verifies. With it go the requests, the suppression list and the holds of that time.",
  tags,
  role: "owner",
  action: "keys.destroy",
  request: {
    params: z.object({
      epoch: z.coerce
        .number()
        .int()
        .min(0)
        .max(LARGEST_EPOCH)
        .openapi({ param: { name: "epoch", in: "path" } }),
    }),
    body: {
      required: true,
      content: json(
        z.strictObject({
          early: z
            .boolean()
            .default(false)
            .openapi({ description: "Although its retention (SCRUBJAY_RETENTION) isn't over." }),
        }),
      ),
    },
  },
  responses: {
    200: { description: "It is destroyed", content: json(DestroyedSchema) },
    ...problems(404, 409),
  },
});
