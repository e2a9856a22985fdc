import type { Known } from "./people.js";

/** Texts about nobody. */
export const PLAIN = [
  "Is it still available?",
  "Yes — 数 left ✅",
  "Ring +1-555-0142 or write to sample@example.com",
  "…",
  "Kun je het morgen opsturen? Alvast bedankt!",
  "Die Größe stimmt, der Preis auch. 👍🏽",
  "注文番号は 12-34 です。https://shop.example.com/orders/12?lang=ja",
  "متى يصل الطلب؟ شكرًا",
  "Το πήρα, ευχαριστώ!",
  "कृपया कल तक बताइए।",
  "Two lines,\r\n\tand a trailing space ",
  "Family: 👨‍👩‍👧‍👦, decomposed: Ame\u0301lie, beyond 16 bits: 𝒜 𠮷",
] as const;

/** What somebody says of themselves. */
export const OWN: readonly [(me: Known) => string, ...((me: Known) => string)[]] = [
  ({ name, phone }) => `This is ${name}, my number is ${phone}.`,
  ({ name, email }) => `Schreib mir an ${email} – ${name}`,
  ({ name, phone, email }) => `${name}\n12 Example Street\n1234 AB Testtown\n${phone}\n${email}`,
  ({ phone }) => `電話は ${phone} です`,
  ({ email, name }) => `${name}: mailto:${email}, https://people.example.com/?q=${encodeURIComponent(name)}`,
  ({ name }) => `اسمي ${name}`,
];

/** What somebody says of somebody else. */
export const OTHERS: typeof OWN = [
  ({ name, phone }) => `Ask ${name}, the number is ${phone}.`,
  ({ name, email }) => `${name} heeft me gemaild vanaf ${email}, ken je die?`,
  ({ name }) => `Ist das Paket für ${name} schon da?`,
  ({ name, email }) => `${name} さんに ${email} で連絡しました`,
  ({ phone }) => `اتصل على ${phone}`,
  ({ name, id }) => `User ${id} (${name}) wants a refund.`,
  ({ name, phone, email }) => `FW: ${name.toUpperCase()} <${email}>, ${phone.replaceAll("-", " ")}`,
];

export const SYSTEM: readonly [
  (who: Known, other: Known) => string,
  ...((who: Known, other: Known) => string)[],
] = [
  ({ name }) => `${name} joined`,
  ({ name }, other) => `${name} added ${other.name}`,
  ({ name }) => `${name} heeft het gesprek verlaten`,
  ({ name, formerName }) => `${formerName} is now called ${name}`,
  ({ name }, other) => `${name} hat das Gespräch umbenannt: „Für ${other.name}“`,
  ({ name }) => `${name} さんが参加しました`,
];

export const SUBJECTS: typeof OWN = [
  ({ name }) => `Order of ${name}`,
  ({ name, phone }) => `${name}, ${phone}`,
  ({ email }) => `Re: ${email}`,
  ({ name }) => `${name} 様のご注文`,
];

/** As a mail program writes it, with what it answers. */
export function emailReply(me: Known, other: Known): string {
  const signature = `-- \n${me.name}\nSample Trading, 12 Example Street, Testtown\nT ${me.phone}\n${me.email}`;
  return `Yes, that suits me.\n\n${signature}\n\nOn 3 March, ${other.name} <${other.email}> wrote:\n> Does Tuesday suit you?`;
}
