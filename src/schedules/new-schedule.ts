import type { Pseudonyms } from "../audit/pseudonyms.js";
import { encryptPolicy, placeOfSchedule } from "../erasure/encrypted-policy.js";
import { SubjectPolicy } from "../erasure/subject-policy.js";
import type { NewSchedule } from "../ledger/schedules/schedules.js";
import type { Encryption } from "../ledger/encryption.js";
import { policyDigest } from "../policy/digest.js";
import type { Policy } from "../policy/policy.js";
import type { ScheduleRule } from "../policy/schedule-schema.js";

/** A schedule as the ledger keeps it: its policy is an encrypted copy, in which user IDs are pseudonyms. */
export function newSchedule(
  { name, kind, cron, timeZone, approval }: ScheduleRule,
  { policy, policyName }: { policy: Policy; policyName: string },
  { encryption, pseudonyms }: { encryption: Encryption; pseudonyms: Pseudonyms },
): NewSchedule {
  const disguised = SubjectPolicy.disguise(policy, pseudonyms);
  const digest = policyDigest(disguised);
  const schedule = { name, kind, cron, timeZone, approval, policyName, policyDigest: digest };
  return { ...schedule, policy: encryptPolicy(disguised, placeOfSchedule(schedule), encryption) };
}
