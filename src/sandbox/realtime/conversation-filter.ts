import { z } from "zod";
import type { Side } from "./views/side.js";

const texts = <T extends z.ZodType>(value: T) =>
  z.union([z.tuple([z.enum(["==", "!="]), value]), z.tuple([z.enum(["oneOf", "!oneOf"]), z.array(value)])]);

const numbers = z.union([
  z.tuple([z.enum([">", "<", ">=", "<="]), z.number()]),
  z.tuple([z.enum(["between", "!between"]), z.tuple([z.number(), z.number()])]),
]);

const SimpleSchema = z.strictObject({
  access: texts(z.enum(["ReadWrite", "Read"])).optional(),
  custom: z.record(z.string(), z.union([texts(z.string()), z.enum(["exists", "!exists"])])).optional(),
  isUnread: z.boolean().optional(),
  hasMessages: z.boolean().optional(),
  subject: texts(z.string().nullable()).optional(),
  lastActivityAt: numbers.optional(),
  createdAt: numbers.optional(),
  joinedAt: numbers.optional(),
});

/** Which of one's conversations are meant. */
export const ConversationFilterSchema = z.union([
  SimpleSchema,
  z.tuple([z.literal("any"), z.array(SimpleSchema)]),
]);

export type ConversationFilter = z.infer<typeof ConversationFilterSchema>;
type Simple = z.infer<typeof SimpleSchema>;
type Texts = NonNullable<Simple["subject"]>;
type Numbers = z.infer<typeof numbers>;

/** What of a conversation a filter judges. */
export interface Filtered {
  side: Side;
  hasMessages: boolean;
  /** By the last message, else by when they joined, as `@talkjs/core` documents it. Unix ms. */
  lastActivityAt: number;
}

export function passesFilter(filtered: Filtered, filter: ConversationFilter = {}): boolean {
  return Array.isArray(filter)
    ? filter[1].some((simple) => passesSimple(filtered, simple))
    : passesSimple(filtered, filter);
}

function passesSimple({ side, hasMessages, lastActivityAt }: Filtered, filter: Simple): boolean {
  return (
    isText(side.access, filter.access) &&
    Object.entries(filter.custom ?? {}).every(([key, test]) => isCustom(side.custom, key, test)) &&
    isValue(side.isUnread, filter.isUnread) &&
    isValue(hasMessages, filter.hasMessages) &&
    isText(side.subject, filter.subject) &&
    isNumber(lastActivityAt, filter.lastActivityAt) &&
    isNumber(side.createdAt, filter.createdAt) &&
    isNumber(side.joinedAt, filter.joinedAt)
  );
}

function isCustom(custom: Record<string, string>, key: string, test: Texts | "exists" | "!exists"): boolean {
  const value = Object.hasOwn(custom, key) ? custom[key] : undefined;
  if (test === "exists") return value !== undefined;
  if (test === "!exists") return value === undefined;
  return isText(value, test);
}

function isValue(value: boolean, wanted: boolean | undefined): boolean {
  return wanted === undefined || value === wanted;
}

function isText(value: string | null | undefined, test: Texts | undefined): boolean {
  if (test === undefined) return true;
  switch (test[0]) {
    case "==":
      return value === test[1];
    case "!=":
      return value !== test[1];
    case "oneOf":
      return test[1].some((each) => each === value);
    case "!oneOf":
      return test[1].every((each) => each !== value);
  }
}

/** As the client judges: `between` holds its first number and not its second. */
function isNumber(value: number, test: Numbers | undefined): boolean {
  if (test === undefined) return true;
  switch (test[0]) {
    case ">":
      return value > test[1];
    case "<":
      return value < test[1];
    case ">=":
      return value >= test[1];
    case "<=":
      return value <= test[1];
    case "between":
      return value >= test[1][0] && value < test[1][1];
    case "!between":
      return !(value >= test[1][0] && value < test[1][1]);
  }
}
