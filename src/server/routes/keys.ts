import { z } from "@hono/zod-openapi";
import { destroyEpoch } from "../../keys/destroy-epoch.js";
import { rotateEpoch } from "../../keys/rotate-epoch.js";
import { rotateSigning } from "../../keys/rotate-signing.js";
import type { Api } from "../api.js";
import { instant } from "../instant.js";
import { json } from "../json.js";
import { DestroyedSchema, KeysSchema, keysView, VerifierKeysSchema, verifierKeysView } from "../keys-view.js";
import { problems } from "../problem.js";
import { operation } from "../../contracts/operation.js";
import { serve } from "../serve.js";

const tags = ["Keys"];
const LARGEST_EPOCH = 999_999_999;

const list = operation({
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

const signing = operation({
  method: "get",
  path: "/v1/keys/signing",
  summary: "The verifier keys of the log",
  tags,
  role: "viewer",
  action: "keys.signing",
  reads: true,
  responses: { 200: { description: "All of them", content: json(VerifierKeysSchema) } },
});

const rotate = operation({
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

const destroy = operation({
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

export function registerKeys(app: Api): void {
  serve(app, list, async (c) => c.json(await keysView(c.get("desk").session), 200));

  serve(app, signing, async (c) => c.json(await verifierKeysView(c.get("desk").session), 200));

  serve(app, rotate, async (c) => {
    const { session } = c.get("desk");
    const rotateIt = c.req.valid("json").key === "signing" ? rotateSigning : rotateEpoch;
    await rotateIt(session, c.get("actor"));
    return c.json(await keysView(session), 201);
  });

  serve(app, destroy, async (c) => {
    const { session } = c.get("desk");
    const { epoch } = c.req.valid("param");
    const { early } = c.req.valid("json");
    const { retention } = session.options.config;
    const destroyed = await destroyEpoch({ epoch, early, retention, actor: c.get("actor") }, session);
    return c.json({ ...destroyed, epoch, destroyedAt: instant(destroyed.destroyedAt) }, 200);
  });
}
