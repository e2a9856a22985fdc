import { expect } from "vitest";
import { VerifierKey } from "../../src/audit/verifier-key.js";
import { verifyCertificate } from "../../src/certificates/verify.js";
import { verifyCertificate as verifyAlone } from "../../src/verifier/verify.js";

/** What the two verifiers, which share no code, say about a file: both the same, or this fails. */
export interface Verdicts {
  isValid: boolean;
  /** Why not, by the product and by the one that stands alone; empty where it is valid. */
  reasons: string[];
}

export function verdictsOn(file: Buffer, vkey: string, userId?: string, name = "the file"): Verdicts {
  const { isValid, checks, digest } = verifyCertificate(file, VerifierKey.parse(vkey), userId);
  const alone = aloneOn(file, vkey, userId);
  const reasons = checks.flatMap((check) => check.reasons);
  expect({ name, isValid, reasons }, `${name}: alone says ${alone.reason}`).toMatchObject({
    isValid: alone.reason === undefined,
  });
  if (isValid) expect(digest).toBe(alone.digest);
  expect(reasons.length > 0, `${name}: a reason`).toBe(!isValid);
  return { isValid, reasons: [...reasons, ...(alone.reason === undefined ? [] : [alone.reason])] };
}

function aloneOn(file: Buffer, vkey: string, userId?: string): { reason?: string; digest?: string } {
  try {
    return { digest: verifyAlone(file, vkey, userId).digest };
  } catch (error) {
    // A mistake of the verifier's own would show as one of these.
    expect(error).not.toBeInstanceOf(TypeError);
    expect(error).not.toBeInstanceOf(RangeError);
    return { reason: (error as Error).message };
  }
}
