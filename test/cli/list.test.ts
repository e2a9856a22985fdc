import { execFileSync } from "node:child_process";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { PassThrough, Readable } from "node:stream";
import { gzipSync } from "node:zlib";
import { afterEach, describe, expect, test } from "vitest";
import { EMAILS, USER_IDS } from "../../src/cli/input/list/kind.js";
import { openList } from "../../src/cli/input/list/list.js";
import { TextLines } from "../../src/cli/io/text-lines.js";
import { Invocation } from "../../src/cli/invocation.js";
import { tempFolder } from "../support/temp.js";

interface Reading {
  column?: string;
  kind?: typeof USER_IDS;
  /** Bytes that come at once. */
  size?: number;
}

const opened: Invocation[] = [];
afterEach(async () => {
  for (const invocation of opened.splice(0)) await invocation.cleanup.run();
});

function invocationWith(stdin: Readable, cwd = ""): { invocation: Invocation; said: () => string } {
  const stderr = new PassThrough();
  const io = { stdin, stdout: new PassThrough(), stderr };
  const lines = new TextLines(stderr, "warn");
  const invocation = new Invocation({
    env: {},
    io,
    stderr: lines,
    signal: new AbortController().signal,
    cwd,
  });
  opened.push(invocation);
  return { invocation, said: () => String(stderr.read() ?? "") };
}

async function read(content: string | Buffer, { column, kind = USER_IDS, size = 7 }: Reading = {}) {
  const bytes = Buffer.from(content);
  const cut = Array.from({ length: Math.ceil(bytes.length / size) }, (_, i) =>
    bytes.subarray(i * size, (i + 1) * size),
  );
  const { invocation, said } = invocationWith(Readable.from(cut));
  const entries = await openList("-", kind, { asked: column, invocation });
  const found: [number, string][] = [];
  for await (const { line, value } of entries) found.push([line, value]);
  return { found, values: found.map(([, value]) => value), said: said() };
}

/** The refusal of a list, which says nothing of what stands in it. */
async function refused(content: string | Buffer, options: Reading = {}) {
  const error = (await read(content, options).then(
    ({ values }) => expect.fail(`taken: ${JSON.stringify(values)}`),
    (thrown: unknown) => thrown,
  )) as { code: string; message: string; remedy?: string; exitCode: number; facts: { line?: number } };
  expect(error).toMatchObject({ exitCode: 2 });
  expect(`${error.message} ${error.remedy}`).not.toMatch(/canary|kim|example\.org/);
  return { code: error.code, line: error.facts.line, message: error.message };
}

const THREE = ["u-1", "u-2", "u-3"];
const utf16le = (text: string) => Buffer.from(text, "utf16le");
const utf16be = (text: string) => Buffer.from(text, "utf16le").swap16();

describe("A list is taken whole", () => {
  test.each<[string, string | Buffer, Reading?]>([
    ["one a line", "u-1\nu-2\nu-3\n"],
    ["without an end of the last line", "u-1\nu-2\nu-3"],
    ["with CRLF and blank lines", "\r\nu-1\r\n\r\nu-2\r\n  \r\nu-3\r\n"],
    ["with a byte order mark", "\uFEFFu-1\nu-2\nu-3\n"],
    ["in UTF-16, as Windows writes it", utf16le("\uFEFFu-1\r\nu-2\r\nu-3\r\n")],
    ["in UTF-16 the other way around", utf16be("\uFEFFu-1\r\nu-2\r\nu-3\r\n")],
    ["in UTF-16 without a byte order mark", utf16le("u-1\nu-2\nu-3\n")],
    ["in UTF-16 the other way around, without a byte order mark", utf16be("u-1\nu-2\nu-3\n")],
    ["as JSON strings", '"u-1"\n"u-2"\r\n"u\\u002d3"\n'],
    [
      "as JSON objects",
      '{"user_id":"u-1","email":"kim@example.org"}\n{"user_id":"u-2"}\n{"user_id":"u-3"}\n',
    ],
    [
      "as JSON objects with a column that is named",
      '{"who":"u-1"}\n{"who":"u-2"}\n{"who":"u-3"}',
      { column: "who" },
    ],
    ["as a table", "user_id,email\r\nu-1,kim@example.org\r\nu-2,\r\nu-3,x\r\n"],
    ["as a table with semicolons", "email;User ID\nkim@example.org;u-1\n;u-2\n;u-3\n"],
    ["as a table with tabs", "userId\tname\nu-1\tKim\nu-2\tLee\nu-3\t\n"],
    ["as Excel writes it", "\uFEFFsep=;\r\nuser_id;email\r\nu-1;a\r\nu-2;b\r\nu-3;c\r\n"],
    ["as a table with quotation marks", '"user_id","note"\n"u-1","said ""no"",\ntwice"\n"u-2",""\nu-3,x\n'],
    ["as a table of one column", "id\nu-1\nu-2\nu-3\n"],
    ["as a table of one column in quotation marks", '"user_id"\n"u-1"\n"u-2"\n"u-3"\n'],
    ["as a table of one column that is named", "uid\nu-1\nu-2\nu-3\n", { column: "uid" }],
    ["as a table whose column is named", "id,uid\nx,u-1\ny,u-2\nz,u-3\n", { column: "uid" }],
    ["with empty rows at the end", "user_id,email\nu-1,\nu-2,\nu-3,\n,\n,\n"],
    ["packed", gzipSync("u-1\nu-2\nu-3\n")],
    ["packed, in parts", Buffer.concat([gzipSync("u-1\nu-2\n"), gzipSync("u-3\n")])],
    ["packed and in UTF-16", gzipSync(utf16le("\uFEFFuser_id\r\nu-1\r\nu-2\r\nu-3\r\n"))],
  ])("%s", async (_, content, options = {}) => {
    for (const size of [1, 7, 1024])
      expect((await read(content, { ...options, size })).values).toEqual(THREE);
  });

  test("with the line on which each stands", async () => {
    expect((await read("\n\nu-1\n\nu-2\n")).found).toEqual([
      [3, "u-1"],
      [5, "u-2"],
    ]);
    expect((await read("\nsep=;\nuser_id;note\nu-1;x\n\nu-2;y\n")).found).toEqual([
      [4, "u-1"],
      [6, "u-2"],
    ]);
  });

  test("with IDs that hold spaces, a lone CR, or in quotation marks anything", async () => {
    expect((await read("a b\nc\rd\n{3f25}\nü 😀\n")).values).toEqual(["a b", "c\rd", "{3f25}", "ü 😀"]);
    expect((await read('" a,b;\\t"\n"c\\u0020"\n')).values).toEqual([" a,b;\t", "c "]);
    expect((await read('id,x\n" a,b ",\n')).values).toEqual([" a,b "]);
  });

  test("with the spaces of e-mail addresses taken off, which belong to none", async () => {
    const { values } = await read(" kim@example.org \nlee@example.org\n", { kind: EMAILS });
    expect(values).toEqual(["kim@example.org", "lee@example.org"]);
    expect((await read("name;E-Mail\nKim;kim@example.org\n", { kind: EMAILS })).values).toEqual([
      "kim@example.org",
    ]);
  });

  test("and which column was taken is said, unless a person has named it", async () => {
    expect((await read("user_id,email\nu-1,x\n")).said).toBe(
      "Of standard input the column user_id is taken (of 2 columns).\n",
    );
    expect((await read("user_id,email\nu-1,x\n", { column: "user_id" })).said).toBe("");
    expect((await read("u-1\n")).said).toBe("");
  });

  test("as it comes, so that nothing of a long one piles up", async () => {
    const [blocks, inBlock] = [2_000, 100];
    let given = 0;
    const lines = async function* () {
      yield Buffer.from("user_id,email\n");
      const block = Buffer.from("u-1,somebody@example.org\n".repeat(inBlock));
      for (; given < blocks; given++) yield block;
    };
    const { invocation } = invocationWith(Readable.from(lines()));
    const entries = await openList("-", USER_IDS, { asked: undefined, invocation });
    let [count, ahead] = [0, 0];
    for await (const { line } of entries) {
      if (line !== ++count + 1) throw new Error(`entry ${count} is said to be on line ${line}`);
      ahead = Math.max(ahead, given - count / inBlock);
    }
    expect(count).toBe(blocks * inBlock);
    expect(ahead).toBeLessThan(blocks / 4);
  });
});

describe("A list is refused, with the line and without what stands there", () => {
  test.each<[string, number, string | Buffer, Reading?]>([
    ["isn't text in UTF-8", 2, Buffer.from("u-1\nb\xe4r\n", "latin1")],
    ["isn't text in UTF-8", 3, Buffer.from("user_id,email\nu-1,x\nb\xe4r,y\n", "latin1")],
    ["holds a NUL", 2, "u-1\nu\0-2\n"],
    ["ZIP archive", 1, Buffer.from("PK\x03\x04rest\n")],
    ["can't be unpacked", 1, gzipSync("u-1\nu-2\n").subarray(0, 12)],
    ["is longer than", 2, `u-1\n${"u".repeat(1_001)}\n`],
    ["is longer than", 2, `u-1\n${"u".repeat(200_000)}\n`],
    ["isn't one value a line", 1, '["u-1","u-2"]'],
    ["isn't one value a line", 1, '[\n  "u-1"\n]\n'],
    ["isn't one value a line", 1, '{\n  "user_id": "u-1"\n}\n'],
    ["of 2 columns (email, name), none or several", 1, "email,name\nkim@example.org,Kim\n"],
    ["of 3 columns (email, 2 others), none", 1, "canary-1,email,kim\nx,y,z\n"],
    ["of 2 columns without a name", 1, "canary-1,kim@example.org\ncanary-2,lee@example.org\n"],
    ["(id, user_id), none or several", 1, "id,user_id\n1,u-1\n"],
    ["(email, 1 other), none", 1, '{"canary":"u-1","email":"x"}\n'],
    ["not exactly one of them is what --column names", 1, "user_id,email\nu-1,x\n", { column: "kim" }],
    ["not exactly one of them is what --column names", 1, "uid,uid\nu-1,x\n", { column: "uid" }],
    ["isn't the top of a table", 1, "u-1\nu-2\n", { column: "user_id" }],
    ["isn't the top of a table", 1, '"u-1"\n', { column: "user_id" }],
    ["as a row of a table does", 2, "u-1\nu-2,kim@example.org\n"],
    ["as a row of a table does", 3, "user_id\nu-1\nu-2;kim\n".replace("u-2;", "u-2\t")],
    ["in quotation marks or braces", 2, 'u-1\n"u-2"\n'],
    ["in quotation marks or braces", 2, 'u-1\n{"user_id":"u-2"}\n'],
    ["begins or ends with a space", 1, "u-1 \nu-2\n"],
    ["begins or ends with a space", 3, "user_id,email\nu-1,x\n u-2,y\n"],
    ["more or fewer columns", 3, "user_id,email\nu-1,x\nu-2\n"],
    ["more or fewer columns", 3, "user_id,email\nu-1,x\nu-2,x,y\n"],
    ["quotation marks that don't close", 2, 'user_id,email\n"u-1,x\nu-2,y\nu-3,z\n'],
    ["quotation marks that don't close", 2, `user_id,email\n"u-1,x\n${"u-2,y\n".repeat(50_000)}`],
    ["has nothing in the column", 3, "user_id,email\nu-1,x\n,kim@example.org\n"],
    ["isn't a JSON value like those before it", 2, '"u-1"\nu-2\n'],
    ["isn't a JSON value like those before it", 2, '{"user_id":"u-1"}\n{"user_id":7}\n'],
    ["isn't a JSON value like those before it", 2, '{"user_id":"u-1"}\n{"userid":"u-2"}\n'],
    ["has nothing in the column", 2, '{"user_id":"u-1"}\n{"user_id":""}\n'],
  ])("which %s, at line %i", async (reason, line, content, options = {}) => {
    const found = await refused(content, options);
    expect(found).toMatchObject({ code: "LIST_INVALID", line });
    expect(found.message).toContain(reason);
    expect(found.message).toContain("nothing of it is taken");
  });

  test("when nobody is in it", async () => {
    for (const empty of ["", "\n \r\n", "user_id,email\n", "sep=;\n", "id\n"])
      expect(await refused(empty)).toMatchObject({ message: "Standard input holds no user ID." });
  });
});

describe("A list comes from", () => {
  const from = async (source: string, cwd: string) => {
    const { invocation } = invocationWith(Readable.from([Buffer.from("u-9\n")]), cwd);
    const values: string[] = [];
    for await (const { value } of await openList(source, USER_IDS, { asked: undefined, invocation }))
      values.push(value);
    return values;
  };

  test("a file, a named pipe, or what stands for standard input", async () => {
    const cwd = await tempFolder();
    await writeFile(join(cwd, "ids"), "u-1\nu-2\nu-3\n");
    expect(await from("ids", cwd)).toEqual(THREE);
    execFileSync("mkfifo", [join(cwd, "pipe")]);
    const written = writeFile(join(cwd, "pipe"), "u-1\nu-2\nu-3\n");
    expect(await from("pipe", cwd)).toEqual(THREE);
    await written;
    for (const source of ["-", "/dev/stdin", "/dev/fd/0"]) expect(await from(source, cwd)).toEqual(["u-9"]);
  });

  test("nowhere: a folder, or what isn't there", async () => {
    const cwd = await tempFolder();
    for (const source of [".", "nothing", "/dev/fd/999"])
      await expect(from(source, cwd)).rejects.toMatchObject({
        message: "The file of user IDs can't be read.",
      });
  });
});
