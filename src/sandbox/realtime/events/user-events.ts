import type { Change } from "../../store/changes.js";
import type { Hub } from "../call.js";
import { publicUser } from "../views/user.js";
import { diffOf } from "./diff.js";

type UserChange = Extract<Change, { type: `user.${string}` }>;

export const isUserChange = (change: Change): change is UserChange => change.type.startsWith("user.");

/** Tells those who watch a user. */
export function publishUserChange(change: UserChange, { data, subscriptions }: Hub): void {
  switch (change.type) {
    case "user.created": {
      const { id } = change.user;
      const event = JSON.stringify({ type: change.type, userId: id, state: publicUser(change.user) });
      const watchers = (["user", "online", "list"] as const).map((of) => subscriptions.watchers(of, id));
      for (const receiver of new Set(watchers.flatMap((each) => [...each]))) receiver.publish(event);
      return;
    }
    case "user.edited": {
      const diff = diffOf(publicUser(change.before), publicUser(change.user));
      if (diff === undefined) return;
      const { id } = change.user;
      const event = JSON.stringify({ type: change.type, userId: id, diff });
      for (const receiver of subscriptions.watchers("user", id)) receiver.publish(event);
      return;
    }
    case "user.online": {
      const { userId, isConnected } = change;
      if (!data.users.has(userId)) return;
      const event = JSON.stringify({ type: "user.online.changed", userId, diff: { isConnected } });
      for (const receiver of subscriptions.watchers("online", userId)) receiver.publish(event);
    }
  }
}
