import type { Io } from "./io.js";
import type { StandardError } from "./standard-error.js";

const SERVICES: readonly (string | undefined)[] = ["serve", "worker"];

export async function openStandardError(
  command: string | undefined,
  stderr: Io["stderr"],
): Promise<StandardError> {
  const isService = SERVICES.includes(command);
  const defaultLevel = isService ? "info" : "warn";
  if (isService && !stderr.isTTY) {
    const { JsonLines } = await import("./json-lines.js");
    return new JsonLines(stderr, defaultLevel);
  }
  const { TextLines } = await import("./text-lines.js");
  return new TextLines(stderr, defaultLevel);
}
