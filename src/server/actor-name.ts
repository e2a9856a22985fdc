import { z } from "@hono/zod-openapi";
import { RESERVED_NAMES } from "../ledger/actor.js";

/** What a token or an account is called in the audit log. No e-mail address has its form. */
export const ActorName = z
  .string()
  .regex(/^[A-Za-z][A-Za-z0-9._-]{0,62}$/, "must begin with a letter; letters, digits, . _ and -, 63 at most")
  .refine((name) => !RESERVED_NAMES.includes(name.toLowerCase()), "is a name of the program's own");
