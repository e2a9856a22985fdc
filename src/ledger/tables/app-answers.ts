import { boolean, integer, primaryKey, text } from "drizzle-orm/pg-core";
import { instant, scrubjay } from "./scrubjay.js";

/** What TalkJS answered to questions that no document answers. Words of `model/app-answers.ts`, nothing about a person. */
export const appAnswers = scrubjay.table(
  "app_answers",
  {
    appId: text("app_id").notNull(),
    /** Whose answer it is (RFC 6454): a local TalkJS says nothing of the real one. */
    apiOrigin: text("api_origin").notNull(),
    question: text("question").notNull(),
    answer: text("answer").notNull(),
    /** Of HTTP, where the answer is none of those that were expected. */
    status: integer("status"),
    apiVersion: text("api_version").notNull(),
    askedAt: instant("asked_at").notNull(),
    /** Another app was asked, and a file brought it here. */
    fromFile: boolean("from_file").notNull(),
    /** Authenticates all of it: it may steer edits. */
    mac: text("mac").notNull(),
  },
  (table) => [primaryKey({ columns: [table.appId, table.apiOrigin, table.question] })],
);
