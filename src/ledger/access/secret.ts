import { createHash, randomBytes } from "node:crypto";

const SECRET_BYTES = 32;

/** 256 random bits as base64url (RFC 4648 section 5), 43 characters: nobody can guess it. */
export const newSecret = (): string => randomBytes(SECRET_BYTES).toString("base64url");

/** All that is kept of a secret. One of 256 random bits needs no slow hash. */
export const hashOfSecret = (plain: string): string => createHash("sha256").update(plain).digest("hex");
