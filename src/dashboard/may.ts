import { ROLES, type Role } from "../ledger/actor.js";
import type { Visitor } from "./env.js";

/** Whether a visitor's role is enough for what only that role may do: what isn't allowed isn't shown. */
export const may = ({ actor: { role: theirs } }: Pick<Visitor, "actor">, role: Role): boolean =>
  theirs === "owner" || ROLES.indexOf(theirs) >= ROLES.indexOf(role);
