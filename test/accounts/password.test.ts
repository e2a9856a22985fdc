import { expect, test } from "vitest";
import { hashPassword, passwordProblem, verifyPassword } from "../../src/accounts/password.js";

const PASSWORD = "grey heron over the weir";

test("a password is kept as argon2id at the cost that OWASP asks for, salted, and known again", async () => {
  const [one, other] = await Promise.all([hashPassword(PASSWORD), hashPassword(PASSWORD)]);
  expect(one).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$[\w+/]{22}\$[\w+/]{43}$/);
  expect(other).not.toBe(one);
  expect(await verifyPassword(PASSWORD, one)).toBe(true);
  expect(await verifyPassword(`${PASSWORD}!`, one)).toBe(false);
  expect(await verifyPassword("", one)).toBe(false);
});

test("the same characters are the same password, however a keyboard composes them", async () => {
  expect(
    await verifyPassword("Ein Häher im Gebüsch", await hashPassword("Ein Ha\u0308her im Gebu\u0308sch")),
  ).toBe(true);
});

test("where there is no password the look takes as long, and nothing is right", async () => {
  const encoded = await hashPassword(PASSWORD);
  const timed = async (hash: string | null) => {
    const began = process.cpuUsage();
    expect(await verifyPassword("a wrong guess it is", hash)).toBe(false);
    return process.cpuUsage(began).user;
  };
  const best = async (hash: string | null) =>
    Math.min(...[await timed(hash), await timed(hash), await timed(hash)]);
  const [known, unknown] = [await best(encoded), await best(null)];
  expect(unknown).toBeGreaterThan(known / 3);
});

test.each([
  ["fourteen chars", "at least 15"],
  ["x".repeat(129), "at most 128"],
  ["the Anna-Maria way", "account's name"],
  ["aaaaaaaaaaaaaaaaa", "over and over"],
  ["passwordPassword", "over and over"],
])("%j is refused", (password, problem) => {
  expect(passwordProblem(password, "anna-maria")).toContain(problem);
});

test.each([[PASSWORD], ["kkkkkkkkkkkkkkkkkkkl"], ["🪶🦉🦅🦆🐦🕊🦢🦩🦚🦜🐓🐧🐤🐣🐥"], ["an ordinary phrase"]])(
  "%j is accepted: nothing is asked about which characters there are",
  (password) => {
    expect(passwordProblem(password, "an")).toBeUndefined();
  },
);
