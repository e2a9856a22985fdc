import { errors, jwtVerify, SignJWT, type JWTPayload } from "jose";

const MAX_KNOWN_TOKENS = 10_000;

/** Why a token isn't taken. `isStale`: another token may be, such as a younger one. */
export interface TokenRefusal {
  reason: string;
  isStale: boolean;
}

/** What a token that was taken says. Times in Unix ms; null is never. */
export interface Token {
  tokenType: unknown;
  /** Whom it speaks for; of a user's token alone. */
  subject: string | undefined;
  expiresAt: number | null;
}

/**
 * Signs and verifies an app's HS256 tokens. One that was verified once is known until it expires.
 * @see https://talkjs.com/docs/Features/Security/Authentication/
 */
export class Tokens {
  readonly #key: Uint8Array;
  readonly #known = new Map<string, Token>();

  constructor(
    readonly appId: string,
    secretKey: string,
  ) {
    this.#key = new TextEncoder().encode(secretKey);
  }

  /** Only a token that is seen for the first time takes a promise. */
  verify(token: string): Token | TokenRefusal | Promise<Token | TokenRefusal> {
    const known = this.#known.get(token);
    if (known === undefined) return this.#verify(token);
    return known.expiresAt === null || known.expiresAt > Date.now() ? known : EXPIRED;
  }

  /** A token by which somebody is let in as a user for `seconds`. */
  async issueUserToken(userId: string, seconds: number): Promise<string> {
    return new SignJWT({ tokenType: "user" })
      .setProtectedHeader({ alg: "HS256" })
      .setIssuer(this.appId)
      .setSubject(userId)
      .setExpirationTime(Math.floor(Date.now() / 1_000) + seconds)
      .sign(this.#key);
  }

  async #verify(token: string): Promise<Token | TokenRefusal> {
    try {
      const options = { algorithms: ["HS256"], issuer: this.appId };
      const verified = tokenOf((await jwtVerify(token, this.#key, options)).payload);
      if (this.#known.size >= MAX_KNOWN_TOKENS) this.#known.clear();
      this.#known.set(token, verified);
      return verified;
    } catch (error) {
      return refusalOf(error);
    }
  }
}

const EXPIRED: TokenRefusal = { reason: "the token has expired", isStale: true };

function tokenOf({ tokenType, sub, exp }: JWTPayload): Token {
  return { tokenType, subject: sub, expiresAt: exp === undefined ? null : exp * 1_000 };
}

function refusalOf(error: unknown): TokenRefusal {
  if (error instanceof errors.JWTExpired) return EXPIRED;
  if (error instanceof errors.JWTClaimValidationFailed)
    return { reason: `the token's ${error.claim} is wrong or missing`, isStale: error.claim === "nbf" };
  if (error instanceof errors.JWSSignatureVerificationFailed)
    return { reason: "the token is not valid for this app", isStale: true };
  if (error instanceof errors.JOSEError)
    return { reason: "the token is not valid for this app", isStale: false };
  throw error;
}
