import { expect, test } from "vitest";
import { UNKNOWNS } from "../../src/sandbox/store/unknowns.js";
import { SEEN, type Seen, type SeenName } from "./seen.js";
import { openShop } from "./shop.js";

const names = Object.keys(SEEN) as SeenName[];
const seenOf = (name: SeenName): Seen => SEEN[name];

/** Every two that are about the same, and each two of their answers but the first ones. */
const PAIRS = names.flatMap((a) =>
  names
    .filter((b) => a !== b && UNKNOWNS[a].topic === UNKNOWNS[b].topic)
    .flatMap((b) =>
      Object.keys(seenOf(a).by).flatMap((answer) =>
        UNKNOWNS[b].answers.slice(1).map((other) => [a, answer, b, other] as const),
      ),
    ),
);

test.each(PAIRS)("%s=%s is seen beside %s=%s", async (name, answer, beside, other) => {
  const shop = await openShop({ settings: { assumed: { [name]: answer, [beside]: other } } });
  expect(await seenOf(name).look(shop)).toEqual(seenOf(name).by[answer]);
});
