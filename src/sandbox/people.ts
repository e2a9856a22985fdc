import { fraction, hash, pick } from "./random.js";
import { userIdOf, userIndexOf } from "./user-ids.js";
import type { SandboxUser } from "./user.js";

const YEAR_MS = 365.25 * 24 * 3_600_000;
const SPAN_MS = 5 * YEAR_MS;

const enum Purpose {
  Created = 10,
  Online,
  Blank,
  Name,
  Email,
  Phone,
  Photo,
  Header,
  Welcome,
  Role,
  Custom,
  Availability,
  Locale,
  Push,
}

const GIVEN = ["Sample", "Demo", "Specimen", "Mock", "Fixture", "Échantillon", "見本", "عينة"] as const;
const FAMILY = ["Heron", "Rook", "Jackdaw", "Häher", "カケス", "Magpie 🐦", "O'Wren", "Nut-Hatch"] as const;
const ROLES = ["buyer", "buyer", "seller", "support", "admin"] as const;
const LOCALES = ["en-US", "de-DE", "ja-JP", "ar-EG"] as const;

/** Invented people, each made from a seed and a number when somebody asks, so that a million of them cost nothing to keep. */
export class People {
  constructor(
    readonly seed: number,
    readonly count: number,
    readonly now: number,
  ) {}

  idOf(index: number): string {
    return userIdOf(this.seed, index);
  }

  indexOf(id: string): number | undefined {
    return userIndexOf(this.seed, id, this.count);
  }

  /** Unix ms; never falls with the number. Some people share theirs with the one before: a page may end between them. */
  createdAtOf(index: number): number {
    const own = index % 16 === 5 ? index - 1 : index;
    const share = (own + fraction(this.seed, own, Purpose.Created)) / this.count;
    return Math.floor(this.now - SPAN_MS * (1 - share));
  }

  isOnline(index: number): boolean {
    return hash(this.seed, index, Purpose.Online) % 40 === 0;
  }

  user(index: number): SandboxUser {
    const h = (purpose: Purpose) => hash(this.seed, index, purpose);
    const user: SandboxUser = { id: this.idOf(index), name: "[DELETED]", createdAt: this.createdAtOf(index) };
    if (h(Purpose.Blank) % 50 === 0) return blank(user, h(Purpose.Blank));
    const n = String(index).padStart(6, "0");
    user.name = nameOf(h(Purpose.Name), n);
    set(
      user,
      "email",
      contacts(h(Purpose.Email), (k) => `person.${n}.${k}@example.${k % 2 ? "test" : "com"}`),
    );
    set(
      user,
      "phone",
      contacts(h(Purpose.Phone), (k) => `+1-555-01${String((index + k) % 100).padStart(2, "0")}`),
    );
    set(
      user,
      "photoUrl",
      sometimes(h(Purpose.Photo), () => `https://img.example.com/people/${n}.png`),
    );
    set(
      user,
      "headerPhotoUrl",
      rarely(h(Purpose.Header), () => `https://img.example.com/headers/${n}.jpg`),
    );
    set(
      user,
      "welcomeMessage",
      rarely(h(Purpose.Welcome), () => `Hi, ${user.name} here.\nWrite "any time" ☎`),
    );
    set(user, "role", h(Purpose.Role) % 8 === 0 ? undefined : pick(ROLES, h(Purpose.Role)));
    set(user, "custom", customOf(h(Purpose.Custom), n));
    set(
      user,
      "availabilityText",
      rarely(h(Purpose.Availability), () => `Back at ${index % 12} o'clock`),
    );
    set(
      user,
      "locale",
      sometimes(h(Purpose.Locale), () => pick(LOCALES, index)),
    );
    user.pushTokens = pushTokensOf(h(Purpose.Push), n);
    return user;
  }
}

function set(user: SandboxUser, field: string, value: unknown): void {
  if (value !== undefined) user[field] = value;
}

/** Already erased, in either of the two ways that the API shows it: fields that are null, and fields that are absent. */
function blank(user: SandboxUser, h: number): SandboxUser {
  if ((h >>> 8) % 2 === 0) return { ...user, custom: {}, pushTokens: null };
  return {
    ...user,
    email: null,
    phone: null,
    photoUrl: null,
    welcomeMessage: null,
    custom: {},
    pushTokens: null,
  };
}

function nameOf(h: number, n: string): string {
  const name = `${pick(GIVEN, h)} ${pick(FAMILY, h >>> 8)} ${n}`;
  return (h >>> 16) % 97 === 0 ? `${name} ${"with a very long name ".repeat(12)}` : name;
}

function contacts(h: number, make: (k: number) => string): string[] | null | undefined {
  const kind = h % 10;
  if (kind === 0) return undefined;
  if (kind === 1) return null;
  if (kind === 2) return [];
  return Array.from({ length: kind === 3 ? 3 : 1 }, (_, k) => make(k));
}

function sometimes(h: number, make: () => string): string | null | undefined {
  const kind = h % 5;
  return kind === 0 ? undefined : kind === 1 ? null : make();
}

function rarely(h: number, make: () => string): string | null | undefined {
  const kind = h % 5;
  return kind < 2 ? undefined : kind < 4 ? null : kind === 4 && (h >>> 8) % 9 === 0 ? "" : make();
}

function customOf(h: number, n: string): Record<string, string> | null | undefined {
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

function pushTokensOf(h: number, n: string): Record<string, true> | null {
  const kind = h % 6;
  if (kind < 3) return null;
  if (kind === 3) return {};
  return kind === 4
    ? { [`fcm:sandbox-${n}`]: true }
    : { [`fcm:sandbox-${n}`]: true, [`apns:sandbox-${n}`]: true };
}
