import { isEnough } from "../model/roles.js";
import type { Visitor } from "./env.js";
import { PAGES, type KnownAddress } from "./pages.js";

/** Whether a visitor's role is enough for an address: what isn't allowed isn't shown. */
export const may = ({ actor }: Pick<Visitor, "actor">, address: KnownAddress): boolean =>
  isEnough(actor.role, PAGES[address].role);
