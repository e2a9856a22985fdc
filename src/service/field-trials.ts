import { FieldTrials, type KnownTrials } from "../erasure/field-trials.js";
import { fieldKey } from "../erasure/subject-policy.js";
import type { Encryption } from "../ledger/encryption.js";
import type { FieldTrial, UserFieldRow } from "../ledger/users/user-fields.js";
import { MOST_FIELD_NAMES } from "../model/field-trial.js";
import { API_VERSION } from "../talkjs/api-version.js";
import type { CipherContext, JobContext } from "./context.js";

export type TrialContext = CipherContext & Pick<JobContext, "userFields" | "appId" | "clock">;

/** What this app's ledger knows of clearing fields that aren't known, and keeps of what is found out. */
export async function openTrials(context: TrialContext): Promise<FieldTrials> {
  const { userFields, pseudonyms, appId, encryption, clock } = context;
  const known = knownTrials(await userFields.list(), context);
  return new FieldTrials(
    known,
    (name) => fieldKey(name, pseudonyms),
    (name, result) => {
      const trial = { name, result, version: API_VERSION, at: clock() };
      return userFields.note({ ...trial, mac: macOf(trial, appId, encryption) });
    },
  );
}

export function knownTrials(
  rows: readonly UserFieldRow[],
  { appId, encryption }: Pick<TrialContext, "appId" | "encryption">,
): KnownTrials {
  const tried = rows.flatMap((row) => {
    const trial = trialOf(row, appId, encryption);
    return trial ? [[trial.name, trial.result] as const] : [];
  });
  return {
    results: new Map(tried),
    names: new Set(rows.map(({ name }) => name)),
    room: Math.max(0, MOST_FIELD_NAMES - rows.length),
  };
}

/** What was found out in the version of the API that is used, by one of us; of another one it is tried anew. */
export function trialOf(
  { name, trial, trialVersion, trialAt, trialMac }: UserFieldRow,
  appId: string,
  encryption: Encryption,
): Omit<FieldTrial, "mac"> | undefined {
  if (trial === null || trialAt === null || trialVersion !== API_VERSION) return undefined;
  const found = { name, result: trial, version: trialVersion, at: trialAt };
  return trialMac === macOf(found, appId, encryption) ? found : undefined;
}

function macOf(
  { name, result, version, at }: Omit<FieldTrial, "mac">,
  appId: string,
  encryption: Encryption,
): string {
  return encryption
    .ofLedger()
    .mac(JSON.stringify(["field trial", appId, name, result, version, at.toISOString()]));
}
