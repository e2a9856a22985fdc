import { crc32, deflateSync } from "node:zlib";

/** A PNG of one pixel that says whose it is, as pictures of cameras do. */
export function pngOf(author: string): Uint8Array {
  const header = Buffer.from([0, 0, 0, 1, 0, 0, 0, 1, 8, 0, 0, 0, 0]);
  return Buffer.concat([
    Buffer.from("\x89PNG\r\n\x1a\n", "latin1"),
    chunk("IHDR", header),
    chunk("iTXt", Buffer.from(`Author\0\0\0\0\0${author}`)),
    chunk("IDAT", PIXEL),
    chunk("IEND", Buffer.alloc(0)),
  ]);
}

const PIXEL = deflateSync(Buffer.from([0, 128]));

function chunk(type: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(type, "latin1"), data]);
  return Buffer.concat([uint32(data.length), body, uint32(crc32(body))]);
}

function uint32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(value);
  return bytes;
}

/** A PDF of one page with a text on it, which is also its title. */
export function pdfOf(text: string): Uint8Array {
  // The title as UTF-16 in hexadecimal digits; on the page what the built-in fonts have.
  const title = `<feff${Buffer.from(text, "utf16le").swap16().toString("hex")}>`;
  const shown = text.replace(/[^ -~]/g, "?").replace(/[()\\]/g, "\\$&");
  const content = `BT /F 12 Tf 72 720 Td (${shown}) Tj ET`;
  const objects = [
    "<</Type/Catalog/Pages 2 0 R>>",
    "<</Type/Pages/Kids[3 0 R]/Count 1>>",
    "<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R/Resources<</Font<</F 5 0 R>>>>>>",
    `<</Length ${content.length}>>stream\n${content}\nendstream`,
    "<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
    `<</Title${title}>>`,
  ];
  let body = "%PDF-1.4\n";
  const offsets = objects.map((object, i) => {
    const offset = body.length;
    body += `${i + 1} 0 obj${object}endobj\n`;
    return `${String(offset).padStart(10, "0")} 00000 n \n`;
  });
  const table = `xref\n0 ${objects.length + 1}\n0000000000 65535 f \n${offsets.join("")}`;
  const trailer = `trailer<</Size ${objects.length + 1}/Root 1 0 R/Info 6 0 R>>\nstartxref\n${body.length}\n%%EOF\n`;
  return Buffer.from(body + table + trailer, "latin1");
}

const SAMPLES_PER_SECOND = 1_000;

/** A WAV of silence, 8 bits a sample. */
export function wavOf(seconds: number): Uint8Array {
  const samples = Buffer.alloc(Math.round(seconds * SAMPLES_PER_SECOND), 128);
  const header = Buffer.alloc(44);
  header.write("RIFF", 0, "latin1");
  header.writeUInt32LE(36 + samples.length, 4);
  header.write("WAVEfmt ", 8, "latin1");
  header.writeUInt32LE(16, 16);
  header.writeUInt16LE(1, 20);
  header.writeUInt16LE(1, 22);
  header.writeUInt32LE(SAMPLES_PER_SECOND, 24);
  header.writeUInt32LE(SAMPLES_PER_SECOND, 28);
  header.writeUInt16LE(1, 32);
  header.writeUInt16LE(8, 34);
  header.write("data", 36, "latin1");
  header.writeUInt32LE(samples.length, 40);
  return Buffer.concat([header, samples]);
}
