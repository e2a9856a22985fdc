import { pick } from "./random.js";

const GIVEN = ["Sample", "Demo", "Specimen", "Mock", "Fixture", "Échantillon", "見本", "عينة"] as const;
const FAMILY = ["Heron", "Rook", "Jackdaw", "Häher", "カケス", "Magpie 🐦", "O'Wren", "Nut-Hatch"] as const;
export const ROLES = ["buyer", "buyer", "seller", "support", "admin"] as const;
export const LOCALES = ["en-US", "de-DE", "ja-JP", "ar-EG"] as const;

export function nameOf(h: number, n: string): string {
  const name = `${pick(GIVEN, h)} ${pick(FAMILY, h >>> 8)} ${n}`;
  return (h >>> 16) % 97 === 0 ? `${name} ${"with a very long name ".repeat(12)}` : name;
}

/** What they were called before: another family. */
export function formerNameOf(h: number, n: string): string {
  return `${pick(GIVEN, h)} ${pick(FAMILY, (h >>> 8) + 1)} ${n}`;
}

export const emailOf = (n: string, k: number): string => `person.${n}.${k}@example.${k % 2 ? "test" : "com"}`;

export const phoneOf = (index: number, k: number): string =>
  `+1-555-01${String((index + k) % 100).padStart(2, "0")}`;

export function contacts(h: number, make: (k: number) => string): string[] | null | undefined {
  const kind = h % 10;
  if (kind === 0) return undefined;
  if (kind === 1) return null;
  if (kind === 2) return [];
  return Array.from({ length: kind === 3 ? 3 : 1 }, (_, k) => make(k));
}

export function sometimes(h: number, make: () => string): string | null | undefined {
  const kind = h % 5;
  return kind === 0 ? undefined : kind === 1 ? null : make();
}

export function rarely(h: number, make: () => string): string | null | undefined {
  const kind = h % 5;
  return kind < 2 ? undefined : kind < 4 ? null : kind === 4 && (h >>> 8) % 9 === 0 ? "" : make();
}

export function customOf(h: number, n: string): Record<string, string> | null | undefined {
  const kind = h % 10;
  if (kind === 0) return undefined;
  if (kind === 1) return null;
  if (kind === 2) return {};
  const custom: Record<string, string> = { customerNumber: `C-${n}`, plan: pick(["free", "pro"], h >>> 4) };
  if (kind > 6) custom["shipping address"] = `${Number(n) % 300} Example Street\nTesttown`;
  if ((h >>> 12) % 60 === 0) custom.legalHold = "true";
  if ((h >>> 12) % 150 === 1)
    for (let k = 0; k < 60; k++) custom[`attribute ${k} – größe/π`] = `value ${k} `.repeat(4);
  return custom;
}

export function pushTokensOf(h: number, n: string): Record<string, true> | null {
  const kind = h % 6;
  if (kind < 3) return null;
  if (kind === 3) return {};
  return kind === 4
    ? { [`fcm:sandbox-${n}`]: true }
    : { [`fcm:sandbox-${n}`]: true, [`apns:sandbox-${n}`]: true };
}
