/** A moment as answers tell it: ISO 8601 in UTC. */
export function instant(at: Date): string;
export function instant(at: Date | null): string | null;
export function instant(at: Date | null): string | null {
  return at?.toISOString() ?? null;
}
