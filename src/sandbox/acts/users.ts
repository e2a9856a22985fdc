import type { World } from "../store/world.js";
import { mergeUser, type SandboxUserEdit } from "./user-edit.js";

/** Applies a valid edit, which creates whoever isn't there. `keeps` names fields that are protected from being cleared. */
export function editUser(
  world: World,
  id: string,
  edit: SandboxUserEdit,
  keeps: (field: string) => boolean = () => false,
): void {
  const now = world.now();
  const before = world.users.get(id);
  const { user, fields, customKeys } = mergeUser(before, edit, { id, createdAt: now }, keeps);
  if (fields.length === 0) return;
  // Who is connected before they exist is online from then on.
  world.users.put(user, world.presence.isConnected(id) || undefined);
  world.journal.append(now, { user: id }, fields, customKeys);
  world.changes.tell(
    before === undefined ? { type: "user.created", user } : { type: "user.edited", user, before, fields },
  );
}

/** A socket of theirs opened or closed. */
export function connect(world: World, userId: string, isOpen: boolean): void {
  const changed = isOpen ? world.presence.connect(userId) : world.presence.disconnect(userId);
  if (!changed) return;
  world.users.setOnline(userId, isOpen);
  world.changes.tell({ type: "user.online", userId, isConnected: isOpen });
}
