import { failure } from "../../base/errors.js";
import { errorCode } from "../../telemetry/error-code.js";

const TAKEN = new Set(["EADDRINUSE", "EACCES", "EADDRNOTAVAIL"]);

/** Waits for a server to listen. @throws {USAGE} when its address can't be had. */
export async function listening<T>(server: Promise<T>, instead: string): Promise<T> {
  try {
    return await server;
  } catch (error) {
    const code = errorCode(error);
    throw TAKEN.has(code) ? failure("USAGE.address", { code, instead }) : error;
  }
}
