/** What tokens and accounts may be, in order: each may do whatever those before it may. */
export const ROLES = ["viewer", "operator", "approver"] as const;
export type Role = (typeof ROLES)[number];

/**
 * `owner` is whoever holds the keys themselves (the command line on the ledger or its data folder); no token and no
 * account can have it.
 */
export type ActorRole = Role | "owner";

const IN_ORDER: readonly ActorRole[] = [...ROLES, "owner"];

/** Whether a role may do what asks for at least that one. */
export const isEnough = (role: ActorRole, least: ActorRole): boolean =>
  IN_ORDER.indexOf(role) >= IN_ORDER.indexOf(least);

/** What a role may do, to stand after its name. */
export const ROLE_WORDS: Record<ActorRole, string> = {
  viewer: "reads everything and changes nothing",
  operator: "also asks for erasures, plans runs, and places and lifts holds",
  approver: "also approves plans, so that they are applied",
  owner: "also makes tokens and accounts, and rotates keys",
};

/** For those who choose one. */
export const ROLE_HELP = ROLES.map((role) => `${role} ${ROLE_WORDS[role]}`).join("; ");
