/** What the client merges into what it holds; of `custom` key by key, where `null` deletes one. */
export type Diff<T> = { [K in keyof T]?: K extends "custom" ? Record<string, string | null> : T[K] };

/** What of a view is now another one; undefined when nothing is. */
export function diffOf<T extends object>(before: T, after: T): Diff<T> | undefined {
  const changed = Object.entries(after).flatMap(([name, value]) => {
    const was = before[name as keyof T];
    if (JSON.stringify(was) === JSON.stringify(value)) return [];
    return [[name, name === "custom" ? keysOf(was as Texts, value as Texts) : value]];
  });
  return changed.length > 0 ? (Object.fromEntries(changed) as Diff<T>) : undefined;
}

type Texts = Record<string, string>;

function keysOf(before: Texts, after: Texts): Record<string, string | null> {
  // A Map, because a key may be called __proto__.
  const was = new Map(Object.entries(before));
  const is = new Map(Object.entries(after));
  const changed = [...is].filter(([key, value]) => was.get(key) !== value);
  const gone = [...was.keys()].filter((key) => !is.has(key)).map((key) => [key, null] as const);
  return Object.fromEntries<string | null>([...changed, ...gone]);
}
