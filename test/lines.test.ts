import fc from "fast-check";
import { expect, it } from "vitest";
import { LinesError, linesOf } from "../src/base/lines.js";
import { readAll } from "../src/base/read-all.js";

async function* cut(bytes: Uint8Array, size: number): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}

async function all(chunks: AsyncIterable<Uint8Array>, longest?: number): Promise<string[]> {
  const lines: string[] = [];
  for await (const line of linesOf(chunks, longest)) lines.push(line);
  return lines;
}

it("finds the same lines however the stream is cut", async () => {
  const line = fc.string({ unit: "grapheme" }).map((text) => text.replaceAll("\n", ""));
  await fc.assert(
    fc.asyncProperty(fc.array(line), fc.integer({ min: 1, max: 9 }), async (lines, size) => {
      const text = lines.map((each) => `${each}\n`).join("");
      expect(await all(cut(Buffer.from(text), size))).toEqual(lines);
    }),
  );
});

it("takes what stands after the last end of a line for one", async () => {
  expect(await all(cut(Buffer.from("a\n\nb"), 1))).toEqual(["a", "", "b"]);
  expect(await all(cut(Buffer.from(""), 1))).toEqual([]);
});

it("refuses what isn't UTF-8, also at the end", async () => {
  const wrong = { reason: "encoding" };
  await expect(all(cut(Buffer.from([0x61, 0xff, 0x0a]), 9))).rejects.toMatchObject(wrong);
  await expect(all(cut(Buffer.from("ä").subarray(0, 1), 9))).rejects.toMatchObject(wrong);
  await expect(all(cut(Buffer.from([0xff]), 9))).rejects.toThrow(LinesError);
});

it("gives up a line that doesn't end", async () => {
  await expect(all(cut(Buffer.from("short\nmuch longer"), 4), 8)).rejects.toMatchObject({ reason: "length" });
  expect(await all(cut(Buffer.from("12345678\n"), 4), 8)).toEqual(["12345678"]);
});

it("reads a whole stream, unless it is too large", async () => {
  const bytes = Buffer.from("some bytes");
  expect(await readAll(cut(bytes, 3), bytes.length)).toEqual(bytes);
  expect(await readAll(cut(bytes, 3), bytes.length - 1)).toBeUndefined();
  expect(await readAll(cut(Buffer.alloc(0), 3), 1)).toEqual(Buffer.alloc(0));
});
