import { failure } from "../../base/errors.js";
import { HEX_32_ANY_CASE } from "../../model/ids.js";
import type { Invocation } from "../invocation.js";
import { userIdsFrom } from "./user-ids.js";

/** How a person names whom a request is about. */
export interface IdentityOptions {
  userIds: string[];
  /** A file of user IDs, or `-`. */
  ids?: string | undefined;
  email?: string | undefined;
  /** A file of e-mail addresses, or `-`. */
  emailFile?: string | undefined;
}

/** Whom it is about, as the API takes it. */
export interface Identities {
  userIds?: string[];
  emails?: { value: string; format: "raw" | "sha256" }[];
}

/** @throws {USAGE} when nobody is named, something twice, or a file can't be read. */
export async function identitiesFrom(options: IdentityOptions, invocation: Invocation): Promise<Identities> {
  const { userIds, ids, email, emailFile } = options;
  if (ids !== undefined && userIds.length > 0) throw failure("USAGE.idsTwice");
  if (email !== undefined && emailFile !== undefined) throw failure("USAGE.emailsTwice");
  if (ids === "-" && emailFile === "-") throw failure("USAGE.inputTwice");
  const users = ids === undefined ? userIds : await collected(ids, invocation);
  const addresses =
    emailFile !== undefined ? await collected(emailFile, invocation) : email !== undefined ? [email] : [];
  if (users.length + addresses.length === 0) throw failure("USAGE.nobodyToRequest");
  return {
    ...(users.length > 0 && { userIds: users }),
    ...(addresses.length > 0 && {
      emails: addresses.map((value) => ({ value, format: HEX_32_ANY_CASE.test(value) ? "sha256" : "raw" })),
    }),
  };
}

async function collected(source: string, invocation: Invocation): Promise<string[]> {
  const lines: string[] = [];
  for await (const line of userIdsFrom(source, invocation)) lines.push(line);
  return lines;
}
