import { z } from "@hono/zod-openapi";
import { destroyableAt } from "../keys/destroy-epoch.js";
import type { EpochState } from "../keys/keyring.js";
import type { RegisteredKey } from "../ledger/signing-keys.js";
import type { Session } from "../wiring/session.js";
import { time } from "./fields.js";
import { instant } from "./instant.js";

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

export const VerifierKeysSchema = z.object({ signing: SigningKeysSchema }).openapi("VerifierKeys");
export type VerifierKeysView = z.infer<typeof VerifierKeysSchema>;

export const KeysSchema = z
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

export const DestroyedSchema = z
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

export const epochView = ({ number, state, createdAt, until, destroyedAt }: EpochState): EpochView => ({
  epoch: number,
  state,
  from: instant(createdAt),
  until: instant(until),
  destroyedAt: instant(destroyedAt),
});

export async function keysView(session: Session): Promise<KeysView> {
  const { keyring, evidenceKeys, options } = session;
  const { retention } = options.config;
  const entries = await evidenceKeys.entries(options.appId);
  const epochs = (await keyring.states()).map((state) => ({
    ...epochView(state),
    entries: entries.get(state.number) ?? 0,
    destroyableFrom:
      state.number > 0 && !state.destroyedAt ? instant(destroyableAt(state.until, retention)) : null,
  }));
  return { epochs, ...(await verifierKeysView(session)) };
}

/** Cheap, where `keysView` counts the entries of every epoch. */
export async function verifierKeysView({ signingKeys, logs }: Session): Promise<VerifierKeysView> {
  const open = await logs.find();
  const all = [...(await logs.closed()), ...(open ? [open] : [])];
  const keys = await Promise.all(all.map(({ id }) => signingKeys.all(id)));
  return { signing: keys.flat().map(signingView) };
}

const signingView = ({ keyId, verifierKey, createdAt, retiredAt }: RegisteredKey) => ({
  keyId,
  verifierKey,
  since: instant(createdAt),
  until: instant(retiredAt),
});
