import { isFailure } from "../base/errors.js";
import type { Encryption } from "../ledger/encryption.js";
import type { Request } from "../ledger/requests/requests.js";
import type { Run } from "../ledger/runs/runs.js";
import type { NewSchedule } from "../ledger/schedules/schedules.js";
import { policyFromJson, type Policy } from "../policy/policy.js";

/** Before policies were bound to what they belong to, all of them had this place. */
const OLD_PLACE = "policy";
/** Begins those that are bound. No base64 holds a colon. */
const BOUND = "2:";
/** Begins those of runs that are also bound to the API which they were made for. */
const BOUND_TO_API = "3:";

/** What steers a run beside its policy. */
const OF_RUN = [
  "id",
  "appId",
  "kind",
  "autoApply",
  "listed",
  "policyDigest",
  "epoch",
  "createdBy",
  "watchId",
] as const satisfies (keyof Run)[];
const OF_RUN_AT_API = [...OF_RUN, "apiOrigin"] as const satisfies (keyof Run)[];
type RunTerms = Pick<Run, (typeof OF_RUN_AT_API)[number]>;

/** The same of a request, and of a schedule. */
const OF_REQUEST = ["id", "policyDigest"] as const satisfies (keyof Request)[];
const OF_SCHEDULE = [
  "name",
  "kind",
  "cron",
  "timeZone",
  "approval",
  "policyDigest",
] as const satisfies (keyof NewSchedule)[];

/** What a policy belongs to, with what else steers it: it opens nowhere else, and not when any of that was changed. */
export const placeOfRequest = (request: Pick<Request, (typeof OF_REQUEST)[number]>): string =>
  place("request", OF_REQUEST, request);
export const placeOfSchedule = (schedule: Pick<NewSchedule, (typeof OF_SCHEDULE)[number]>): string =>
  place("schedule", OF_SCHEDULE, schedule);

const place = <Term extends string>(
  what: string,
  terms: readonly Term[],
  of: Readonly<Record<Term, unknown>>,
): string => JSON.stringify([what, ...terms.map((term) => of[term])]);

export function encryptPolicy(policy: Policy, place: string, encryption: Encryption): string {
  return BOUND + encryption.ofLedger().encrypt(JSON.stringify(policy), place);
}

export function encryptPolicyOfRun(policy: Policy, run: RunTerms, encryption: Encryption): string {
  const where = place("run", OF_RUN_AT_API, run);
  return BOUND_TO_API + encryption.ofLedger().encrypt(JSON.stringify(policy), where);
}

/**
 * A policy as it stood when what it belongs to was made; user IDs in it are pseudonyms.
 * @throws {SEAL_BROKEN} also when it belongs to something else.
 */
export function decryptPolicy(encrypted: string, place: string, encryption: Encryption): Policy {
  const [text, where] = isBoundPolicy(encrypted)
    ? [encrypted.slice(BOUND.length), place]
    : [encrypted, OLD_PLACE];
  return policyFromJson(JSON.parse(encryption.ofLedger().decrypt(text, where)));
}

/** @throws {SEAL_BROKEN} */
export const policyOfRun = (run: RunTerms & Pick<Run, "policy">, encryption: Encryption): Policy =>
  decryptPolicy(
    run.policy,
    place("run", run.policy.startsWith(BOUND_TO_API) ? OF_RUN_AT_API : OF_RUN, run),
    encryption,
  );

/** The same; undefined where it, or what else steers the run, was changed. */
export function readablePolicy(
  run: RunTerms & Pick<Run, "policy">,
  encryption: Encryption,
): Policy | undefined {
  try {
    return policyOfRun(run, encryption);
  } catch (error) {
    if (isFailure(error, "SEAL_BROKEN")) return undefined;
    throw error;
  }
}

/** False for one that was stored before policies, worklists and tallies were bound. */
export const isBoundPolicy = (encrypted: string): boolean =>
  encrypted.startsWith(BOUND) || encrypted.startsWith(BOUND_TO_API);
