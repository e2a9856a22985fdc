import { randomUUID } from "node:crypto";
import { expect, test } from "vitest";
import { HEX_32, HEX_32_ANY_CASE, OUR_ID, UUID, UUID_V4 } from "../../src/model/ids.js";

const uuid = "00000000-1111-2222-8333-4444555566ab";
const hex = "0123456789abcdef".repeat(4);

test("a UUID is whole and in lower case", () => {
  for (const id of [uuid, randomUUID()]) expect(UUID.test(id)).toBe(true);
  for (const id of ["", uuid.toUpperCase(), uuid.slice(1), `${uuid}\n`, ` ${uuid}`, uuid.replaceAll("-", "")])
    expect(UUID.test(id)).toBe(false);
});

test("only random ones are of version 4", () => {
  expect(UUID_V4.test(randomUUID())).toBe(true);
  expect(UUID_V4.test(uuid)).toBe(false);
  expect(UUID_V4.test(randomUUID().toUpperCase())).toBe(false);
});

test("what is ours is called by a number or a UUID", () => {
  for (const id of ["1", "4294967295", uuid]) expect(OUR_ID.test(id)).toBe(true);
  for (const id of ["", "12345678901", "u-1042", "ada", `1 ${uuid}`, `${uuid}1`])
    expect(OUR_ID.test(id)).toBe(false);
});

test("32 bytes are 64 hexadecimal digits", () => {
  expect(HEX_32.test(hex)).toBe(true);
  for (const text of [hex.slice(1), `${hex}0`, hex.toUpperCase(), `g${hex.slice(1)}`])
    expect(HEX_32.test(text)).toBe(false);
  expect(HEX_32_ANY_CASE.test(hex.toUpperCase())).toBe(true);
});
