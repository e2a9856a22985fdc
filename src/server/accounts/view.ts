import type { Account } from "../../ledger/access/accounts.js";
import { instant } from "../http/instant.js";
import type { AccountView } from "../../contracts/accounts.js";

export function accountView(account: Account): AccountView {
  const { name, role, hasPassword, createdAt, createdBy, lastSignInAt, removedAt } = account;
  return {
    name,
    role,
    state: removedAt ? "removed" : lastSignInAt ? "active" : "invited",
    hasPassword,
    createdAt: instant(createdAt),
    createdBy,
    lastSignInAt: instant(lastSignInAt),
    removedAt: instant(removedAt),
  };
}
