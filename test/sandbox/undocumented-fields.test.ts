import { expect, test } from "vitest";
import { start } from "./support.js";

/** Users of whom somebody has fields that no reference names; one is called `__proto__`. */
const USERS = [
  `{"type":"user","data":{"id":"kim","name":"Kim","createdAt":1,"nickname":"k","__proto__":{"a":1},"bio":null}}`,
  `{"type":"user","data":{"id":"ann","name":"Ann","createdAt":2}}`,
].join("\n");

async function withUsers() {
  const harness = await start({ users: 0 });
  await harness.inspect("POST", "import", USERS);
  const put = async (edit: string) => (await harness.call("PUT", "/users/kim", edit)).status;
  const kim = async () => (await harness.call("GET", "/users/kim")).text;
  return { harness, put, kim };
}

test("an undocumented field that an import brought is answered, and cleared by null", async () => {
  const { put, kim, harness } = await withUsers();
  expect(await kim()).toContain('"nickname":"k","__proto__":{"a":1}');
  expect(await put('{"nickname":null,"__proto__":null}')).toBe(200);
  expect(await kim()).toContain('"nickname":null,"__proto__":null');
  expect((await harness.journal()).at(-1)?.fields).toEqual(["nickname", "__proto__"]);
  expect(
    (await harness.call("PUT", "/users", '{"kim":{"nickname":null},"ann":{"nickname":null}}')).status,
  ).toBe(200);
  expect((await harness.call("GET", "/users/ann")).text).not.toContain("nickname");
  expect((await harness.inspect("GET", "export")).text).toContain('"nickname":null,"__proto__":null');
});

test("nobody can set one, and nobody can clear one that the app doesn't have", async () => {
  const { put, harness } = await withUsers();
  expect([await put('{"nickname":"new"}'), await put('{"emial":null}')]).toEqual([400, 400]);
  expect(await harness.journal()).toEqual([]);
});

test("refuse-field is a 400 for whoever clears the field, and the bulk edit with it", async () => {
  const { put, harness } = await withUsers();
  await harness.fault({ kind: "refuse-field", field: "nickname" });
  expect([await put('{"nickname":null}'), await put('{"name":"x"}')]).toEqual([400, 200]);
  const bulk = await harness.call("PUT", "/users", '{"kim":{"nickname":null},"ann":{"name":"x"}}');
  expect([bulk.status, Object.keys(bulk.json.reasons)]).toEqual([400, ["kim"]]);
  expect(await harness.journal()).toHaveLength(1);
});

test("keep-field keeps one, without a word", async () => {
  const { put, kim, harness } = await withUsers();
  await harness.fault({ kind: "keep-field", field: "nickname" });
  expect(await put('{"nickname":null,"name":"x"}')).toBe(200);
  expect(await kim()).toContain('"nickname":"k"');
  expect((await harness.journal()).at(-1)?.fields).toEqual(["name"]);
});
