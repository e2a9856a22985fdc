import { z } from "zod";
import { badRequest, EMPTY, list, notFound, ok, type Answer } from "../api/answer.js";
import { flag, limitUpTo, MAX_PAGE } from "../api/paging.js";
import { userEditReasons, type SandboxUserEdit } from "../acts/user-edit.js";
import { editUser } from "../acts/users.js";
import type { SandboxData } from "../sandbox-data.js";
import { checked, param, type Call } from "./route.js";

const MAX_BULK = 100;

const UserQuerySchema = z.strictObject({
  limit: limitUpTo(MAX_PAGE),
  startingAfter: z.string().optional(),
  isOnline: flag,
});

export function listUsers(call: Call, { users }: SandboxData): Answer {
  return checked(UserQuerySchema, call.query, ({ limit, startingAfter, isOnline }) => {
    const after = startingAfter === undefined ? undefined : users.numberOf(startingAfter);
    if (startingAfter !== undefined && after === undefined)
      return badRequest(["startingAfter: no such user"]);
    return list(users.page(after, limit, isOnline));
  });
}

export function getUser(call: Call, { users }: SandboxData): Answer {
  const number = users.numberOf(param(call, "id"));
  return number === undefined ? notFound("user") : ok(users.json(number));
}

export function putUser(call: Call, data: SandboxData): Answer {
  const id = param(call, "id");
  if (id === "") return notFound("user");
  const reasons = reasonsAgainst(call, data, id, call.body);
  if (reasons.length > 0) return badRequest(reasons);
  apply(call, data, id, call.body as SandboxUserEdit);
  return EMPTY;
}

/** All or nothing: every entry is checked before the first is applied. */
export function putUsers(call: Call, data: SandboxData): Answer {
  const { body } = call;
  if (typeof body !== "object" || body === null || Array.isArray(body)) {
    return badRequest(["the body must be an object of user IDs and their fields"]);
  }
  const entries = Object.entries(body);
  if (entries.length > MAX_BULK) return badRequest([`at most ${MAX_BULK} users`]);
  const refused = entries
    .map(
      ([id, edit]) => [id, id === "" ? ["the ID is empty"] : reasonsAgainst(call, data, id, edit)] as const,
    )
    .filter(([, reasons]) => reasons.length > 0);
  if (refused.length > 0) return badRequest(Object.fromEntries(refused));
  for (const [id, edit] of entries) apply(call, data, id, edit as SandboxUserEdit);
  return EMPTY;
}

function reasonsAgainst(call: Call, data: SandboxData, id: string, edit: unknown): string[] {
  const reasons = userEditReasons(id, edit, data.users.has(id), {
    has: (name) => data.users.hasField(name),
    refuses: (name) => data.faults.refuses(call.target, name) || headerIs(data, "refused", name),
  });
  return data.faults.poisons(call.target, id) ? [...reasons, "this user can't be edited"] : reasons;
}

function apply(call: Call, data: SandboxData, id: string, edit: SandboxUserEdit): void {
  editUser(
    data,
    id,
    edit,
    (field) => data.faults.keeps(call.target, field) || headerIs(data, "ignored", field),
  );
}

const headerIs = ({ settings }: SandboxData, answer: "ignored" | "refused", field: string): boolean =>
  field === "headerPhotoUrl" && settings.assumed.headerPhotoCleared === answer;
