import type { Token } from "../../ledger/access/tokens.js";
import { instant } from "../http/instant.js";
import type { TokenView } from "../../contracts/tokens.js";

export function tokenView(token: Token, now: Date): TokenView {
  const { revokedAt, expiresAt, lastUsedAt, createdAt } = token;
  return {
    ...token,
    state: revokedAt ? "revoked" : expiresAt && expiresAt <= now ? "expired" : "valid",
    createdAt: instant(createdAt),
    expiresAt: instant(expiresAt),
    lastUsedAt: instant(lastUsedAt),
    revokedAt: instant(revokedAt),
  };
}
