import { hash, pick } from "./random.js";

const DIGITS = 6;
const ID_PURPOSE = 1;

type Style = (n: string, h: number) => string;

const plain: Style = (n) => `user-${n}`;

/** IDs as customers really choose them. Each carries the person's number, so that an ID finds its person without a table. */
const STYLES: readonly [Style, ...Style[]] = [
  ...([plain, plain, plain, plain, plain, plain, plain, plain] as const),
  (n, h) => `${h.toString(16).padStart(8, "0")}-${n}`,
  (n) => `customer_${n}`,
  (n, h) => `${pick(["sample.heron", "demo.rook", "mock.jackdaw"], h >>> 8)}.${n}@example.com`,
  (n, h) => `spécimen+tag${h % 10}.${n}@mail.test`,
  (n, h) => `+1-555-01${String((h >>> 8) % 100).padStart(2, "0")}-${n}`,
  (n, h) => `shop/${h % 90}/customer ${n}`,
  (n) => `50% off/${n}`,
  (n) => `tenant:eu:${n}`,
  (n) => `見本ユーザー-${n}`,
  (n) => `a%2Fb%20c-${n}`,
  (n) => `../${n}/..`,
  (n) => ` ?q=${n}&x#🐦 `,
];

/** The ID of the synthetic person with this number. */
export function userIdOf(seed: number, index: number): string {
  const h = hash(seed, index, ID_PURPOSE);
  // The style and what fills it must not depend on the same bits.
  return pick(STYLES, h)(String(index).padStart(DIGITS, "0"), hash(seed, index, ID_PURPOSE + 1));
}

/** The number of the synthetic person with this ID, or undefined when no person of the first `count` has it. */
export function userIndexOf(seed: number, id: string, count: number): number | undefined {
  const digits = /(\d{6})\D*$/.exec(id)?.[1];
  if (digits === undefined) return undefined;
  const index = Number(digits);
  return index < count && userIdOf(seed, index) === id ? index : undefined;
}
