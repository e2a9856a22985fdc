import type { ActorRole } from "../../model/roles.js";

/**
 * Who asks for something: an account or a token by its name, or the command line. Never one of the people whose data it
 * is.
 */
export interface Actor {
  name: string;
  role: ActorRole;
}

/** The actor of work that no person asks for. */
export const SERVICE: Actor = { name: "service", role: "owner" };

/** The actor of what a schedule begins at its time. */
export const SCHEDULE = "schedule";

/** Whoever calls without a token that we know. */
export const UNKNOWN = { name: "unknown", role: "none" } as const;

/** Names that the program itself acts under; no token and no account may have one. */
export const RESERVED_NAMES: readonly string[] = ["cli", SERVICE.name, SCHEDULE, UNKNOWN.name];
