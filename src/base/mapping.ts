/** Whether it is a mapping of keys to values, as JSON has them: neither null nor a list. */
export const isMapping = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value);
