import { isFailure } from "../base/errors.js";
import type { Encryption } from "../ledger/encryption.js";
import type { Run } from "../ledger/runs/runs.js";
import type { NewSchedule } from "../ledger/schedules/schedules.js";
import { policyFromJson, type Policy } from "../policy/policy.js";

/** Before policies were bound to what they belong to, all of them had this place. */
const OLD_PLACE = "policy";
/** Begins those that are bound. No base64 holds a colon. */
const BOUND = "2:";

/** What a run does beside what its policy says. */
export type RunOrder = Pick<
  Run,
  "id" | "appId" | "kind" | "autoApply" | "listed" | "policyDigest" | "epoch" | "createdBy" | "watchId"
>;

/** What a policy belongs to, with what else steers it: it opens nowhere else, and not when any of that was changed. */
export const placeOfRun = (run: RunOrder): string => {
  const { id, appId, kind, autoApply, listed, policyDigest, epoch, createdBy, watchId } = run;
  return place("run", id, appId, kind, autoApply, listed, policyDigest, epoch, createdBy, watchId);
};

export const placeOfRequest = ({ id, policyDigest }: { id: string; policyDigest: string }): string =>
  place("request", id, policyDigest);

export const placeOfSchedule = (schedule: Omit<NewSchedule, "policy">): string => {
  const { name, kind, cron, timeZone, approval, policyDigest } = schedule;
  return place("schedule", name, kind, cron, timeZone, approval, policyDigest);
};

const place = (...facts: unknown[]): string => JSON.stringify(facts);

export function encryptPolicy(policy: Policy, place: string, encryption: Encryption): string {
  return BOUND + encryption.ofLedger().encrypt(JSON.stringify(policy), place);
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
export const policyOfRun = (run: RunOrder & Pick<Run, "policy">, encryption: Encryption): Policy =>
  decryptPolicy(run.policy, placeOfRun(run), encryption);

/** The same; undefined where it, or what else steers the run, was changed. */
export function readablePolicy(
  run: RunOrder & Pick<Run, "policy">,
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
export const isBoundPolicy = (encrypted: string): boolean => encrypted.startsWith(BOUND);
