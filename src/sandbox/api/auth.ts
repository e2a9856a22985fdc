import { errors, jwtVerify } from "jose";

const MAX_KNOWN_TOKENS = 10_000;

/**
 * Lets in the secret key itself and HS256 tokens made with it (`tokenType: "app"`, `iss` the app, `exp` ahead).
 * A token that was verified once is known until it expires.
 * @see https://talkjs.com/docs/Features/Security/Authentication/
 */
export class Auth {
  readonly #key: Uint8Array;
  /** Verified tokens and when they expire, in Unix ms. */
  readonly #known = new Map<string, number>();

  constructor(
    readonly appId: string,
    readonly secretKey: string,
  ) {
    this.#key = new TextEncoder().encode(secretKey);
  }

  /** Undefined when let in, else the reason. Only a token that is seen for the first time takes a promise. */
  reasonAgainst(authorization: string | undefined): string | undefined | Promise<string | undefined> {
    const token = /^Bearer +(\S+) *$/i.exec(authorization ?? "")?.[1];
    if (token === undefined) return "the Authorization header must be: Bearer <token>";
    if (token === this.secretKey) return undefined;
    const expiresAt = this.#known.get(token);
    if (expiresAt === undefined) return this.#verify(token);
    return expiresAt > Date.now() ? undefined : "the token has expired";
  }

  async #verify(token: string): Promise<string | undefined> {
    try {
      const { payload } = await jwtVerify(token, this.#key, {
        algorithms: ["HS256"],
        issuer: this.appId,
        requiredClaims: ["exp"],
      });
      if (payload.tokenType !== "app") return "tokenType must be app";
      if (this.#known.size >= MAX_KNOWN_TOKENS) this.#known.clear();
      this.#known.set(token, (payload.exp ?? 0) * 1_000);
      return undefined;
    } catch (error) {
      if (error instanceof errors.JWTExpired) return "the token has expired";
      if (error instanceof errors.JWTClaimValidationFailed)
        return `the token's ${error.claim} is wrong or missing`;
      if (error instanceof errors.JOSEError) return "the token is not valid for this app";
      throw error;
    }
  }
}
