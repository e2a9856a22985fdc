import { errorCode } from "../../telemetry/error-code.js";
import { UsageError } from "../errors.js";

const TAKEN = new Set(["EADDRINUSE", "EACCES", "EADDRNOTAVAIL"]);

/** Waits for a server to listen. @throws {UsageError} when its address can't be had. */
export async function listening<T>(server: Promise<T>, remedy: string): Promise<T> {
  try {
    return await server;
  } catch (error) {
    const code = errorCode(error);
    throw TAKEN.has(code) ? new UsageError(`That address can't be listened on (${code}).`, remedy) : error;
  }
}
