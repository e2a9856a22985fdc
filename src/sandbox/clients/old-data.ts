import { USER_FIELDS } from "../invented/user-fields.js";
import type { SandboxUser } from "../shapes/user.js";
import type { World } from "../store/world.js";

/** Conversations that a page shows, and people whom it brings along for each. */
const MAX_CONVERSATIONS = 3;
const MAX_PARTNERS = 5;

/** What a page writes of a user: all that the customer's code hands over. */
export interface OldUser {
  id: string;
  fields: Record<string, unknown>;
}

/** What a customer's page still holds of a person, their conversations and the people in these. */
export interface OldPage {
  me: OldUser;
  partners: OldUser[];
  conversations: { id: string; subject: string | null }[];
}

/** Takes down what pages of up to `count` people hold now, spread over everybody who is in a conversation. */
export function oldPages(world: World, count: number): OldPage[] {
  const pages: OldPage[] = [];
  const { users } = world;
  const step = Math.max(1, Math.floor(users.count / Math.max(1, count)));
  for (let n = 0; n < users.count && pages.length < count; n += step) {
    const page = oldPage(world, users.at(n));
    if (page !== undefined) pages.push(page);
  }
  return pages;
}

function oldPage(world: World, user: SandboxUser): OldPage | undefined {
  const me = oldUser(user);
  if (me === undefined) return undefined;
  const all = world.conversations.ofUser(user.id, world.users.people.indexOf(user.id));
  const conversations = all.slice(0, MAX_CONVERSATIONS);
  const others = new Set(conversations.flatMap(({ participants }) => Object.keys(participants)));
  others.delete(user.id);
  const partners = [...others].slice(0, MAX_PARTNERS).flatMap((id) => {
    const partner = world.users.get(id);
    return (partner && oldUser(partner)) ?? [];
  });
  return { me, partners, conversations: conversations.map(({ id, subject }) => ({ id, subject })) };
}

/** Undefined of somebody without a name, whom no page could write. */
function oldUser(user: SandboxUser): OldUser | undefined {
  if (typeof user.name !== "string" || user.name === "") return undefined;
  const held = USER_FIELDS.filter((field) => field !== "pushTokens" && (user[field] ?? null) !== null);
  const browsers = held.filter((field) => field !== "headerPhotoUrl" && field !== "availabilityText");
  return { id: user.id, fields: Object.fromEntries(browsers.map((field) => [field, user[field]])) };
}
