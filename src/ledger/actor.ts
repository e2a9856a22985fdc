/**
 * `viewer` reads; `operator` also asks for erasures and plans runs; `approver` also approves runs. `owner` is whoever
 * holds the keys themselves (the command line on the ledger or its data folder) and can't be given to a token.
 */
export const ROLES = ["viewer", "operator", "approver"] as const;
export type Role = (typeof ROLES)[number];
export type ActorRole = Role | "owner";

/** Who asks for something: a token by its name, or the command line. Never one of the people whose data it is. */
export interface Actor {
  name: string;
  role: ActorRole;
}

/** `allowed`: about to be done; `denied`: not permitted; `refused`: permitted, and it can't be done. */
export type ActionResult = "allowed" | "denied" | "refused";

/** The actor of work that no person asks for. */
export const SERVICE: Actor = { name: "service", role: "owner" };
