import { expect, it } from "vitest";
import { isEnough, ROLE_WORDS, ROLES } from "../../src/model/roles.js";

const ASCENDING = ["viewer", "operator", "approver", "owner"] as const;

it("lets each role do what it may itself and what lesser ones may, and nothing more", () => {
  const pairs = ASCENDING.flatMap((role) => ASCENDING.map((least) => ({ role, least })));
  expect(pairs.filter(({ role, least }) => isEnough(role, least))).toEqual([
    { role: "viewer", least: "viewer" },
    { role: "operator", least: "viewer" },
    { role: "operator", least: "operator" },
    { role: "approver", least: "viewer" },
    { role: "approver", least: "operator" },
    { role: "approver", least: "approver" },
    { role: "owner", least: "viewer" },
    { role: "owner", least: "operator" },
    { role: "owner", least: "approver" },
    { role: "owner", least: "owner" },
  ]);
});

it("gives nobody the role of whoever holds the keys", () => {
  expect(ROLES).toEqual(["viewer", "operator", "approver"]);
});

it("says of every role what it may do", () => {
  expect(Object.keys(ROLE_WORDS)).toEqual([...ASCENDING]);
});
