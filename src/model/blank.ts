import { FIELDS, isUserField, type Blanks, type FieldRow } from "./fields.js";

const isEmptyMapping = (value: unknown) =>
  typeof value === "object" &&
  !Array.isArray(value) &&
  Object.values(value ?? {}).every((one) => one === null);

const HOLDS_NOTHING: Record<keyof Blanks, (value: unknown) => boolean> = {
  text: (value) => value === "",
  list: (value) => Array.isArray(value) && value.length === 0,
  texts: isEmptyMapping,
  tokens: isEmptyMapping,
};

/**
 * Whether a value of that field holds nothing: absent, null, empty, or a mapping whose every key is null, as an
 * answer or an edit has it. The name always holds something, and so does a field that isn't known here.
 */
export function isBlank(field: string, value: unknown): boolean {
  const row: FieldRow | undefined = isUserField(field) ? FIELDS[field] : undefined;
  if (row === undefined || row.kind === "name") return false;
  return value === undefined || value === null || HOLDS_NOTHING[row.kind](value);
}

/** Whether a value of a field that isn't known holds nothing: null, empty text, an empty list or mapping. */
export function isEmpty(value: unknown): boolean {
  if (value === undefined || value === null || value === "") return true;
  return typeof value === "object" && Object.keys(value).length === 0;
}

/** What an edit of `custom` says to delete these keys and no other. */
export function blankKeys(keys: readonly string[]): Record<string, null> {
  // fromEntries makes `__proto__` a key like any other; assigning would not.
  return Object.fromEntries(keys.map((key) => [key, null]));
}
