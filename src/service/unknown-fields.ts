import type { UserFieldRow } from "../ledger/users/user-fields.js";
import type { UnknownField } from "../model/unknown-field.js";
import type { Policy } from "../policy/policy.js";
import { ruleAmong } from "../policy/unknown-fields.js";
import { trialOf } from "./field-trials.js";
import type { OpenedApp } from "./opened-app.js";

type Context = Pick<OpenedApp, "ledger" | "userFields" | "options">;

/** The fields of an app that nobody here knows, as they came, by what these policies say of them. */
export async function unknownFieldsOf(app: Context, policies: readonly Policy[]): Promise<UnknownField[]> {
  const rows = await app.userFields.list();
  return rows.map((row) => unknownFieldOf(row, policies, app));
}

export function unknownFieldOf(
  row: UserFieldRow,
  policies: readonly Policy[],
  { ledger, options }: Pick<Context, "ledger" | "options">,
): UnknownField {
  const trial = trialOf(row, options.appId, ledger.encryption);
  return {
    field: row.name,
    since: row.firstSeen,
    users: row.users,
    rule: ruleAmong(policies, row.name),
    trial: trial?.result ?? null,
    triedAt: trial?.at ?? null,
  };
}
