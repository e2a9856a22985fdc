/** Where a value is another than it should be; both as JSON. */
export interface Difference {
  /** Such as `erasure.fields.0`. */
  path: string;
  is: string;
  shouldBe: string;
}

/** All places below the keys of `expected` where `actual` differs; what `expected` doesn't speak of isn't compared. */
export function differences(actual: object, expected: object): Difference[] {
  return Object.entries(expected).flatMap(([key, value]) =>
    compare((actual as Record<string, unknown>)[key], value, key),
  );
}

function compare(actual: unknown, expected: unknown, path: string): Difference[] {
  if (!isTree(actual) || !isTree(expected) || Array.isArray(actual) !== Array.isArray(expected))
    return actual === expected ? [] : [{ path, is: shown(actual), shouldBe: shown(expected) }];
  const keys = new Set([...Object.keys(actual), ...Object.keys(expected)]);
  return [...keys].flatMap((key) => compare(actual[key], expected[key], `${path}.${key}`));
}

function isTree(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null;
}

const LONGEST_SHOWN = 200;

function shown(value: unknown): string {
  return (JSON.stringify(value) as string | undefined)?.slice(0, LONGEST_SHOWN) ?? "nothing";
}
