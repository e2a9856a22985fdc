import { z } from "zod";
import { badRequest, EMPTY, fail, ok, type Answer } from "../../api/answer.js";
import { userEditReasons, type SandboxUserEdit } from "../../acts/user-edit.js";
import { editUser } from "../../acts/users.js";
import { checked } from "../../routes/route.js";
import type { World } from "../../store/world.js";
import { param, unwatch, watch, type Hub, type RealtimeCall } from "../call.js";
import { publicUser } from "../views/user.js";

const MAX_IDS = 1_000;

const ids = z.array(z.string()).max(MAX_IDS);

const GetSchema = z.strictObject({
  ids,
  // What is private is REST's alone.
  includePrivateFields: z.literal(false).optional(),
});

const SubscribeSchema = z.strictObject({ ids });

/** What REST takes beside. */
const REST_ONLY = ["id", "headerPhotoUrl", "availabilityText"];

/** An object by ID of those who exist. */
export function getUsers(call: RealtimeCall, { staleUsers }: Hub): Answer {
  return checked(GetSchema, call.data, ({ ids }) => {
    const found = ids.flatMap((id) => {
      const user = staleUsers.get(id);
      return user === undefined ? [] : [[id, publicUser(user)] as const];
    });
    return ok(JSON.stringify(Object.fromEntries(found)));
  });
}

export function subscribeUsers(call: RealtimeCall, hub: Hub): Answer {
  return checked(SubscribeSchema, call.data, ({ ids }) =>
    watch(
      call,
      hub,
      ids.map((id) => ({ of: "user", id })),
    ),
  );
}

export function unsubscribeUser(call: RealtimeCall, hub: Hub): Answer {
  return unwatch(call, hub, { of: "user", id: param(call, "id") });
}

/** Anybody may write anybody: a page syncs the other people of its conversations too. */
export function setUser(call: RealtimeCall, { data }: Hub): Answer {
  if (!data.settings.syncUsers) return NO_SYNC;
  return apply(call, data);
}

export function createUser(call: RealtimeCall, { data }: Hub): Answer {
  if (data.users.has(param(call, "id"))) return fail(409, "USER_ALREADY_EXISTS", ["it exists already"]);
  if (!data.settings.syncUsers) return NO_SYNC;
  return apply(call, data);
}

export function getOnline(call: RealtimeCall, { data: { users } }: Hub): Answer {
  const number = users.numberOf(param(call, "id"));
  return number === undefined ? NO_SUCH_USER : ok(JSON.stringify({ isConnected: users.isOnline(number) }));
}

export function subscribeOnline(call: RealtimeCall, hub: Hub): Answer {
  return watch(call, hub, [{ of: "online", id: param(call, "id") }]);
}

export function unsubscribeOnline(call: RealtimeCall, hub: Hub): Answer {
  return unwatch(call, hub, { of: "online", id: param(call, "id") });
}

export const NO_SUCH_USER = fail(404, "USER_NOT_FOUND", ["no such user"]);

/** Assumption: the status, and the code. */
const NO_SYNC = fail(403, "USER_SYNC_DISABLED", ["browsers may not write users of this app"]);

function apply(call: RealtimeCall, world: World): Answer {
  const id = param(call, "id");
  if (id === "") return badRequest(["the ID is empty"]);
  const reasons = [
    ...userEditReasons(id, call.data, world.users.has(id), NO_OTHER_FIELDS),
    ...REST_ONLY.filter((name) => Object.hasOwn(Object(call.data) as object, name)).map(
      (name) => `${name}: can't be set here`,
    ),
  ];
  if (reasons.length > 0) return badRequest(reasons);
  editUser(world, id, call.data as SandboxUserEdit);
  return EMPTY;
}

const NO_OTHER_FIELDS = { has: () => false, refuses: () => false };
