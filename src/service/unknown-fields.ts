import type { UnknownField } from "../model/unknown-field.js";
import type { Policy } from "../policy/policy.js";
import { ruleAmong } from "../policy/unknown-fields.js";
import { trialOf } from "./field-trials.js";
import type { OpenedApp } from "./opened-app.js";

/** A field as the ledger knows it, whatever a policy says of it. */
export type NotedField = Omit<UnknownField, "rule">;

/** The fields of an app that nobody here knows, as they came. */
export async function notedFields({
  userFields,
  ledger,
  options,
}: Pick<OpenedApp, "ledger" | "userFields" | "options">): Promise<NotedField[]> {
  const rows = await userFields.list();
  return rows.map((row) => {
    const trial = trialOf(row, options.appId, ledger.encryption);
    return {
      field: row.name,
      since: row.firstSeen,
      users: row.users,
      trial: trial?.result ?? null,
      triedAt: trial?.at ?? null,
    };
  });
}

/** The same, by what these policies say of them. */
export async function unknownFieldsOf(
  app: Parameters<typeof notedFields>[0],
  policies: readonly Policy[],
): Promise<UnknownField[]> {
  const noted = await notedFields(app);
  return noted.map((found) => ({ ...found, rule: ruleAmong(policies, found.field) }));
}
