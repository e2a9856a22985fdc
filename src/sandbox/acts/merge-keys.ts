/** A map after an edit, and the keys whose value is now another one. */
export interface MergedKeys {
  map: Record<string, unknown>;
  changed: string[];
}

/**
 * Merges key by key: `{key: null}` deletes one key, `null` deletes all. `keeps` is asked once for every edit that
 * would delete something, and protects it.
 */
export function mergeKeys(
  current: Record<string, unknown> | null | undefined,
  edit: Record<string, unknown> | null,
  keeps: () => boolean,
): MergedKeys {
  // A Map, because a key may be called __proto__.
  const merged = new Map(Object.entries(current ?? {}));
  const entries =
    edit === null ? [...merged.keys()].map((key) => [key, null] as const) : Object.entries(edit);
  const deletes = entries.some(([key, value]) => value === null && merged.has(key)) && !keeps();
  const changed: string[] = [];
  for (const [key, value] of entries) {
    if (value === null ? !deletes || !merged.has(key) : merged.get(key) === value) continue;
    if (value === null) merged.delete(key);
    else merged.set(key, value);
    changed.push(key);
  }
  return { map: Object.fromEntries(merged), changed };
}
