import { destroyableAt } from "../../service/epoch/destroy.js";
import type { EpochState } from "../../keys/keyring.js";
import type { RegisteredKey } from "../../ledger/evidence/signing-keys.js";
import type { OpenedApp } from "../../service/opened-app.js";
import { instant } from "../http/instant.js";
import type { EpochView, VerifierKeysView, KeysView } from "../../contracts/keys.js";

export const epochView = ({ number, state, createdAt, until, destroyedAt }: EpochState): EpochView => ({
  epoch: number,
  state,
  from: instant(createdAt),
  until: instant(until),
  destroyedAt: instant(destroyedAt),
});

export async function keysView(app: OpenedApp): Promise<KeysView> {
  const { keyring, evidenceKeys, options } = app;
  const { retention } = options.config;
  const entries = await evidenceKeys.entries(options.appId);
  const epochs = (await keyring.states()).map((state) => ({
    ...epochView(state),
    entries: entries.get(state.number) ?? 0,
    destroyableFrom:
      state.number > 0 && !state.destroyedAt ? instant(destroyableAt(state.until, retention)) : null,
  }));
  return { epochs, ...(await verifierKeysView(app)) };
}

/** Cheap, where `keysView` counts the entries of every epoch. */
export async function verifierKeysView({ signingKeys, logs }: OpenedApp): Promise<VerifierKeysView> {
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
