import { expect, test } from "vitest";
import { compare } from "./compare.js";

const SHOWN_ID = "1f619676-6b99-884c-8264-75a0e5152968";
const ID = "5fe3d6a5-40e3-4a87-bec6-d1ca8bf8afc6";
const PRINTED = `Run 1: done\n  at 2026-11-21T02:34:26.202Z\n  id ${ID}\n`;

test("what is shown is looked for in its order, whatever IDs and times there are", () => {
  const missing = (shown: string[]) => compare(shown, PRINTED).missing;
  expect(missing(["Run 1: …", "at 2027-01-02T03:04:05.678Z"])).toEqual([]);
  expect(missing([`id ${SHOWN_ID}`, "Run 1: done"])).toEqual(["Run 1: done"]);
  expect(missing(["Run 2: done"])).toEqual(["Run 2: done"]);
});

test("an ID that a page shows is the one that was printed there", () => {
  expect(compare([`id ${SHOWN_ID}`], PRINTED).names).toEqual(new Map([[SHOWN_ID, ID]]));
  expect(compare([`id …`, `… ${SHOWN_ID}`], PRINTED).names).toEqual(new Map());
});
