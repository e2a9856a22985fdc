import { describe, expect, test } from "vitest";
import { decryptUser, encryptUser } from "../../src/erasure/encrypted-user.js";
import { CLEARED_FIELDS, FIELDS, perField } from "../../src/model/fields.js";
import { planErasure } from "../../src/policy/erasure.js";
import { defaultPolicy } from "../../src/policy/policy.js";
import { cipher } from "./erasure-harness.js";

const through = (edit: object) =>
  decryptUser(cipher, "subject", encryptUser(cipher, "subject", { id: "u1", edit })).edit;

describe("an encrypted edit", () => {
  test("comes back as it was planned, each field cleared by what clears it", () => {
    const edit = { name: "[DELETED]", ...perField(CLEARED_FIELDS, (field) => FIELDS[field].blank) };
    expect(JSON.stringify(through(edit))).toBe(JSON.stringify(edit));
  });

  test("keeps every key that it deletes, also __proto__", () => {
    const custom = JSON.parse('{"a":"1","__proto__":"2"}') as Record<string, string>;
    const policy = { ...defaultPolicy, scrub: { ...defaultPolicy.scrub, custom: { blankAllBut: ["plan"] } } };
    const { edit } = planErasure({ id: "u1", name: "Ada", createdAt: 0, custom }, policy, String);
    expect(JSON.stringify(through(edit))).toBe('{"name":"[DELETED]","custom":{"a":null,"__proto__":null}}');
  });

  test.each([
    { name: "" },
    { name: null },
    { email: ["a@example.test"] },
    { welcomeMessage: "Hello" },
    { custom: { a: "1" } },
    { pushTokens: { "fcm:a": true } },
    { motto: null },
    { id: null },
  ])("that would write something, or a field nobody knows, is refused: %j", (edit) => {
    expect(() => through(edit)).toThrow();
  });
});
