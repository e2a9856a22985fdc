import fc from "fast-check";
import { expect, it } from "vitest";
import { ENCODINGS, LinesError, linesOf, type Encoding, type LinesOptions } from "../src/base/lines.js";
import { readAll } from "../src/base/read-all.js";

async function* cut(bytes: Uint8Array, size: number): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}

async function all(chunks: AsyncIterable<Uint8Array>, options: LinesOptions = {}): Promise<string[]> {
  const lines: string[] = [];
  for await (const line of linesOf(chunks, options)) lines.push(line);
  return lines;
}

const ENCODE: Record<Encoding, (text: string) => Buffer> = {
  "utf-8": (text) => Buffer.from(text),
  "utf-16le": (text) => Buffer.from(text, "utf16le"),
  "utf-16be": (text) => Buffer.from(text, "utf16le").swap16(),
};

it.each(ENCODINGS)("finds the same lines of %s however the stream is cut", async (encoding) => {
  const line = fc.string({ unit: "grapheme" }).map((text) => text.replaceAll("\n", ""));
  await fc.assert(
    fc.asyncProperty(fc.array(line), fc.integer({ min: 1, max: 9 }), async (lines, size) => {
      const text = lines.map((each) => `${each}\n`).join("");
      expect(await all(cut(ENCODE[encoding](text), size), { encoding })).toEqual(lines);
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

it("names the line that can't be decoded, wherever the stream is cut", async () => {
  const [bytes, wide] = [Buffer.from("a\nb\n\xe4\nc\n", "latin1"), ENCODE["utf-16le"]("a\n\ud800\nc\n")];
  for (let size = 1; size <= wide.length; size++) {
    const wrong = { reason: "encoding", line: 3 };
    await expect(all(cut(bytes, size))).rejects.toMatchObject(wrong);
    await expect(all(cut(wide, size), { encoding: "utf-16le" })).rejects.toMatchObject({ ...wrong, line: 2 });
  }
});

it("drops a byte order mark at the beginning, and nowhere else", async () => {
  expect(await all(cut(Buffer.from("\uFEFFa\n\uFEFFb"), 2))).toEqual(["a", "\uFEFFb"]);
});

it("gives up a line that doesn't end", async () => {
  await expect(all(cut(Buffer.from("short\nmuch longer"), 4), { longest: 8 })).rejects.toMatchObject({
    reason: "length",
  });
  expect(await all(cut(Buffer.from("12345678\n"), 4), { longest: 8 })).toEqual(["12345678"]);
});

it("reads a whole stream, unless it is too large", async () => {
  const bytes = Buffer.from("some bytes");
  expect(await readAll(cut(bytes, 3), bytes.length)).toEqual(bytes);
  expect(await readAll(cut(bytes, 3), bytes.length - 1)).toBeUndefined();
  expect(await readAll(cut(Buffer.alloc(0), 3), 1)).toEqual(Buffer.alloc(0));
});
