import { ACCESS_ERRORS } from "./access.js";
import { CALL_ERRORS } from "./calls.js";
import { CERTIFICATE_ERRORS } from "./certificates.js";
import { COMMAND_ERRORS } from "./commands.js";
import { EVIDENCE_ERRORS } from "./evidence.js";
import { GROUND_ERRORS } from "./ground.js";
import { KEY_ERRORS } from "./keys.js";
import { LIST_ERRORS } from "./lists.js";
import { LOG_ERRORS } from "./log.js";
import { REQUEST_ERRORS } from "./requests.js";
import type { ErrorRow } from "./row.js";
import { RULE_ERRORS, RUN_ERRORS } from "./runs.js";
import { TALKJS_ERRORS } from "./talkjs.js";
import { USAGE_ERRORS } from "./usage.js";

/** Every failure that is ours. */
export const ERRORS = {
  ...CALL_ERRORS,
  ...ACCESS_ERRORS,
  ...REQUEST_ERRORS,
  ...RUN_ERRORS,
  ...RULE_ERRORS,
  ...CERTIFICATE_ERRORS,
  ...LIST_ERRORS,
  ...LOG_ERRORS,
  ...EVIDENCE_ERRORS,
  ...KEY_ERRORS,
  ...TALKJS_ERRORS,
  ...GROUND_ERRORS,
  ...COMMAND_ERRORS,
  ...USAGE_ERRORS,
};

type Errors = typeof ERRORS;

/** A row's name: its code, or its code and what it says of it. */
export type ErrorKind = keyof Errors;
export type CodeOf<Kind extends ErrorKind> = Kind extends `${infer Code}.${string}` ? Code : Kind;
export type ErrorCode = CodeOf<ErrorKind>;
/** The rows of a code. */
export type KindOf<Code extends ErrorCode> = {
  [K in ErrorKind]: CodeOf<K> extends Code ? K : never;
}[ErrorKind];

type FactsIn<Text> = Text extends (facts: infer Facts) => string ? Facts : unknown;
/** What the texts of a row are made of, and what it carries besides. */
export type FactsOf<Kind extends ErrorKind> = Kind extends ErrorKind
  ? FactsIn<Errors[Kind]["message"]> & FactsIn<Errors[Kind]["remedy"]>
  : never;

/** A row with its texts made. */
export interface Told<Code extends string = string> extends Pick<ErrorRow, "status" | "exitCode"> {
  code: Code;
  message: string;
  remedy: string | undefined;
}

export function told<Kind extends ErrorKind>(kind: Kind, facts: FactsOf<Kind>): Told<CodeOf<Kind>> {
  const { status, exitCode, message, remedy }: ErrorRow = ERRORS[kind];
  const text = (row: string | ((facts: never) => string)) =>
    typeof row === "string" ? row : row(facts as never);
  return {
    code: kind.split(".")[0] as CodeOf<Kind>,
    status,
    exitCode,
    message: text(message),
    remedy: remedy === null ? undefined : text(remedy),
  };
}
