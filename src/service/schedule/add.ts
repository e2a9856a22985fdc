import type { z } from "@hono/zod-openapi";
import { failure } from "../../base/errors.js";
import type { NewScheduleSchema } from "../../contracts/schedules.js";
import type { Actor } from "../../ledger/evidence/actor.js";
import type { Schedule } from "../../ledger/schedules/schedules.js";
import { newSchedule } from "../../schedules/new-schedule.js";
import { assertRole } from "../assert-role.js";
import type { CipherContext, JobContext } from "../context.js";
import { policyIn, type PolicyContext } from "../policy/policy-field.js";

/** What a policy that came with the order is called. */
const INLINE = "inline";

/**
 * Lets a policy run by itself. The policy is copied; whoever lets its runs approve themselves approves them.
 * @throws {FOUR_EYES | ROLE | UNKNOWN_POLICY | POLICY_INVALID | SCHEDULE_NAME_TAKEN}
 */
export async function addSchedule(
  { policy: field, ...rule }: z.infer<typeof NewScheduleSchema>,
  actor: Actor,
  context: PolicyContext & CipherContext & Pick<JobContext, "schedules" | "settings" | "clock">,
): Promise<Schedule> {
  if (rule.approval === "automatic") {
    if (context.settings.fourEyes) throw failure("FOUR_EYES.schedule");
    assertRole(actor, "approver");
  }
  const policy = policyIn(field, context);
  if (policy.select.ids) throw listed();
  const policyName = typeof field === "string" ? field : INLINE;
  const made = newSchedule(rule, { policy, policyName }, context);
  return context.schedules.add(made, actor.name, context.clock());
}

const listed = () =>
  failure("POLICY_INVALID.listed", {}, { errors: [{ path: "policy", problem: "selects listed IDs" }] });
