const MOST_EDITS = 2;

/** The known key that `key` was probably meant to be, or null when none is close. */
export function closest(key: string, known: readonly string[]): string | null {
  const wanted = bare(key);
  let best: string | null = null;
  let fewest = MOST_EDITS + 1;
  for (const candidate of known) {
    // Each edit changes the length by one at most.
    if (Math.abs(wanted.length - bare(candidate).length) >= fewest) continue;
    const edits = distance(wanted, bare(candidate));
    // Two edits turn any three-letter word into any other.
    if (edits < fewest && edits < candidate.length / 2) [best, fewest] = [candidate, edits];
  }
  return best;
}

/** `max_users` and `Max-Users` are `maxUsers`, written otherwise. */
function bare(key: string): string {
  return key.toLowerCase().replace(/[-_ ]/g, "");
}

/** Levenshtein's edit distance. */
function distance(a: string, b: string): number {
  let above = Array.from({ length: b.length + 1 }, (_, column) => column);
  for (let row = 1; row <= a.length; row++) {
    const current = [row];
    for (let column = 1; column <= b.length; column++) {
      const substituted = (above[column - 1] ?? 0) + (a[row - 1] === b[column - 1] ? 0 : 1);
      current.push(Math.min(substituted, (above[column] ?? 0) + 1, (current[column - 1] ?? 0) + 1));
    }
    above = current;
  }
  return above[b.length] ?? 0;
}
