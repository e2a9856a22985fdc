import type { Tokens } from "./tokens.js";
import { type Token, type TokenRefusal } from "./tokens.js";

/** The token of an `Authorization: Bearer` header. */
export function bearerOf(authorization: string | undefined): string | undefined {
  return /^Bearer +(\S+) *$/i.exec(authorization ?? "")?.[1];
}

export const NO_BEARER = "the Authorization header must be: Bearer <token>";

/** Lets in the secret key itself and tokens made with it (`tokenType: "app"`, `iss` the app, `exp` ahead). */
export class Auth {
  constructor(
    readonly tokens: Tokens,
    readonly secretKey: string,
  ) {}

  /** Undefined when let in, else the reason. Only a token that is seen for the first time takes a promise. */
  reasonAgainst(authorization: string | undefined): string | undefined | Promise<string | undefined> {
    const token = bearerOf(authorization);
    if (token === undefined) return NO_BEARER;
    if (token === this.secretKey) return undefined;
    const verified = this.tokens.verify(token);
    return verified instanceof Promise ? verified.then(reasonAgainst) : reasonAgainst(verified);
  }
}

function reasonAgainst(token: Token | TokenRefusal): string | undefined {
  if ("reason" in token) return token.reason;
  if (token.expiresAt === null) return "the token's exp is wrong or missing";
  return token.tokenType === "app" ? undefined : "tokenType must be app";
}
