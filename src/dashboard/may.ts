import { isEnough, type Role } from "../model/roles.js";
import type { Visitor } from "./env.js";

/** Whether a visitor's role is enough for what only that role may do: what isn't allowed isn't shown. */
export const may = ({ actor }: Pick<Visitor, "actor">, least: Role): boolean => isEnough(actor.role, least);
