import { failure } from "../../base/errors.js";
import { HEX_32_ANY_CASE } from "../../model/ids.js";
import type { Invocation } from "../invocation.js";
import { EMAILS, USER_IDS, type ListKind } from "./list/kind.js";
import { openList } from "./list/list.js";
import { isStandardInput } from "./list/source.js";

/** How a person names whom a request is about. */
export interface IdentityOptions {
  userIds: string[];
  /** A file of user IDs, or `-`. */
  ids?: string | undefined;
  /** Of that file, where it is a table. */
  column?: string | undefined;
  email?: string | undefined;
  /** A file of e-mail addresses, or `-`. */
  emailFile?: string | undefined;
  emailColumn?: string | undefined;
}

/** Whom it is about, as the API takes it. */
export interface Identities {
  userIds?: string[];
  emails?: { value: string; format: "raw" | "sha256" }[];
}

/** @throws {USAGE} when nobody is named, something twice, or a file can't be read. */
export async function identitiesFrom(options: IdentityOptions, invocation: Invocation): Promise<Identities> {
  const { userIds, ids, column, email, emailFile, emailColumn } = options;
  if (ids !== undefined && userIds.length > 0) throw failure("USAGE.idsTwice");
  if (email !== undefined && emailFile !== undefined) throw failure("USAGE.emailsTwice");
  if ([ids, emailFile].every((source) => source !== undefined && isStandardInput(source)))
    throw failure("USAGE.inputTwice");
  if ((ids === undefined && column !== undefined) || (emailFile === undefined && emailColumn !== undefined))
    throw failure("USAGE.columnOfNothing");
  const users = ids === undefined ? userIds : await collected(ids, USER_IDS, column, invocation);
  const addresses =
    emailFile === undefined
      ? email === undefined
        ? []
        : [email]
      : await collected(emailFile, EMAILS, emailColumn, invocation);
  if (users.length + addresses.length === 0) throw failure("USAGE.nobodyToRequest");
  return {
    ...(users.length > 0 && { userIds: users }),
    ...(addresses.length > 0 && {
      emails: addresses.map((value) => ({ value, format: HEX_32_ANY_CASE.test(value) ? "sha256" : "raw" })),
    }),
  };
}

async function collected(
  source: string,
  kind: ListKind,
  asked: string | undefined,
  invocation: Invocation,
): Promise<string[]> {
  const values: string[] = [];
  for await (const { value } of await openList(source, kind, { asked, invocation })) values.push(value);
  return values;
}
