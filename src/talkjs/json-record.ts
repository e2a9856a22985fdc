import { z } from "zod";

/**
 * An object with any keys, as JSON has it. zod's own record drops a key `__proto__`, and it names the keys in its
 * issues; here every key stays, and an issue ends at the record: keys can be personal data.
 */
export function jsonRecord<V>(value: z.ZodType<V>): z.ZodType<Record<string, V>> {
  return z.custom<Record<string, V>>(
    (input) =>
      typeof input === "object" &&
      input !== null &&
      !Array.isArray(input) &&
      Object.values(input).every((each) => value.safeParse(each).success),
  );
}
