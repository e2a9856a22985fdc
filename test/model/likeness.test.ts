import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { likenessOf, NearMisses } from "../../src/model/likeness.js";

/** Stands for a keyed digest: nothing can be read from it but whether two are one. */
const digests = new Map<string, string>();
const keyed = (text: string) => {
  const digest = digests.get(text) ?? String(digests.size);
  digests.set(text, digest);
  return digest;
};

const isLike = (asked: string, seen: string): boolean => {
  const likeness = likenessOf(asked, keyed);
  return likeness !== undefined && new NearMisses([["asked", likeness]], keyed).of(seen).has("asked");
};

describe("an address is like another", () => {
  test.each([
    ["ada.lovelace@example.org", "adalovelace@example.org", "without the dots"],
    ["a.d.a.lovelace@example.org", "adalovelace@example.org", "without many dots"],
    ["ada@example.org", "ada+chat@example.org", "with a tag"],
    ["ada+shop@example.org", "a.da+chat@example.org", "with another tag, and dots"],
    ["ada@example.org", "adaa@example.org", "with a character too many"],
    ["ada@example.org", "aa@example.org", "with one too few"],
    ["ada@example.org", "adq@example.org", "with another one"],
    ["ada@example.org", "daa@example.org", "with two changed about"],
    ["ada@example.org", "ada@exampel.org", "with two of the domain changed about"],
    ["ada@gmail.com", "ada@gmial.com", "with two of the domain changed about"],
    ["ada@gmail.com", "ada@gmail.co", "with a domain cut short"],
    ["ada@example.org", "ad.a@example.org", "with a dot too many"],
    ["ada@example.org", "Ada <ADAA@Example.org>", "however it is written"],
    ["emil@münchen.example", "emil@munchen.example", "without an accent, as people read it"],
    ["aab@example.org", "aba@example.org", "with two changed about beside their like"],
  ])("%s and %s, %s", (one, other) => {
    expect([isLike(one, other), isLike(other, one)]).toEqual([true, true]);
  });
});

describe("an address isn't like", () => {
  test.each([
    ["ada@example.org", "ADA@example.org", "itself, in other letters"],
    ["ada@example.org", "Ada <ada@example.org>", "itself, with a name"],
    ["emil@münchen.example", "emil@xn--mnchen-3ya.example", "itself, with the domain in ASCII"],
    ["ada@example.org", "ada+chat@example.com", "one elsewhere with a tag"],
    ["ada@example.org", "adabc@example.org", "one with two characters too many"],
    ["abcd@example.org", "bcde@example.org", "one with a character away here and one more there"],
    ["abcd@example.org", "badc@example.org", "one with two pairs changed about"],
    ["abc@example.org", "cba@example.org", "one with two changed about that are no neighbours"],
    ["ada@example.org", "no address", "what is none"],
    ["+1@example.org", "+2345@example.org", "another one that is a tag alone"],
  ])("%s: %s, %s", (one, other) => {
    expect([isLike(one, other), isLike(other, one)]).toEqual([false, false]);
  });
});

test("one edit apart is what a table of distances says, for any two addresses", () => {
  const word = fc.string({ unit: fc.constantFrom("a", "b", "1"), minLength: 1, maxLength: 6 });
  const address = fc.tuple(word, word).map(([local, domain]) => `${local}@${domain}x.de`);
  fc.assert(
    fc.property(address, address, (one, other) => {
      expect([one, other, isLike(one, other)]).toEqual([one, other, distance(one, other) === 1]);
    }),
    { numRuns: 20_000 },
  );
});

test("of many asked addresses those are told that it is like", () => {
  const asked = ["ada@example.org", "adab@example.org", "eve@example.org", "a.da@example.org"];
  const misses = new NearMisses(
    asked.map((text) => [text, likenessOf(text, keyed)!] as const),
    keyed,
  );
  expect([...misses.of("adaa@example.org")].sort()).toEqual(["ada@example.org", "adab@example.org"]);
  expect([...misses.of("ada@example.org")].sort()).toEqual(["a.da@example.org", "adab@example.org"]);
  expect([...misses.of("bob@example.org")]).toEqual([]);
});

/** Optimal string alignment: of edits that don't overlap, the fewest. */
function distance(a: string, b: string): number {
  const table = Array.from({ length: a.length + 1 }, (_, i) =>
    Array.from({ length: b.length + 1 }, (_, j) => (i === 0 ? j : j === 0 ? i : 0)),
  );
  const at = (i: number, j: number) => table[i]?.[j] ?? Infinity;
  for (let i = 1; i <= a.length; i++)
    for (let j = 1; j <= b.length; j++) {
      const edits = [at(i - 1, j) + 1, at(i, j - 1) + 1, at(i - 1, j - 1) + (a[i - 1] === b[j - 1] ? 0 : 1)];
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) edits.push(at(i - 2, j - 2) + 1);
      table[i]![j] = Math.min(...edits);
    }
  return at(a.length, b.length);
}
