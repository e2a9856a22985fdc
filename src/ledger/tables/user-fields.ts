import { integer, primaryKey, text } from "drizzle-orm/pg-core";
import type { TrialResult } from "../../model/field-trial.js";
import { instant, scrubjay } from "./scrubjay.js";

/** Fields of an app's users that TalkJS sends and nobody here knows. Names only; one that may be a person is a pseudonym. */
export const userFields = scrubjay.table(
  "user_fields",
  {
    appId: text("app_id").notNull(),
    name: text("name").notNull(),
    firstSeen: instant("first_seen").notNull(),
    lastSeen: instant("last_seen").notNull(),
    /** Users who held something there when all were last looked at; null: that was before it was first seen. */
    users: integer("users"),
    countedAt: instant("counted_at"),
    /** What came of clearing it, and in which version of TalkJS's API; null: nobody has tried. */
    trial: text("trial").$type<TrialResult>(),
    trialVersion: text("trial_version"),
    trialAt: instant("trial_at"),
    /** Authenticates the trial: it steers edits. */
    trialMac: text("trial_mac"),
  },
  (table) => [primaryKey({ columns: [table.appId, table.name] })],
);
