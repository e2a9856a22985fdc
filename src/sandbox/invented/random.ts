const UINT32 = 2 ** 32;

/** A well-mixed unsigned 32-bit number that depends on nothing but its arguments (MurmurHash3's finaliser). */
export function hash(seed: number, index: number, purpose: number): number {
  let h = (seed ^ Math.imul(index + 0x7f4a7c15, 0x9e3779b1) ^ Math.imul(purpose + 1, 0x85ebca6b)) | 0;
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return (h ^ (h >>> 16)) >>> 0;
}

/** As `hash`, in [0, 1). */
export function fraction(seed: number, index: number, purpose: number): number {
  return hash(seed, index, purpose) / UINT32;
}

/** The element of a list that a hash points at. */
export function pick<T>(list: readonly [T, ...T[]], hashed: number): T {
  return list[hashed % list.length] ?? list[0];
}

/** A seeded sequence in [0, 1) for what happens at random while the sandbox runs. */
export function randomSequence(seed: number): () => number {
  let drawn = 0;
  return () => fraction(seed, drawn++, 0x5eed);
}
