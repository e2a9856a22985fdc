import type { FileSubtype } from "../shapes/content.js";
import type { StoredFile } from "../shapes/file.js";
import { messageIdOf, placeOfMessage, type MessagePlace } from "./conversation-ids.js";
import { pdfOf, pngOf, wavOf } from "./file-bytes.js";
import type { Known } from "./people.js";
import type { PlacesIn } from "./places.js";

/** What a message can consist of that is a file of its own. */
export type FilePlace = Extract<PlacesIn<"body">, "image" | "document" | "voice">;

interface Made {
  filename: string;
  contentType: string;
  bytes: Uint8Array;
  subtype?: FileSubtype;
  width?: number;
  height?: number;
  duration?: number;
}

/** By a hash, and by whom it is about. */
const FILES: Record<FilePlace, (h: number, who: Known) => Made> = {
  image: (h, { name }) => ({
    filename: h % 3 === 0 ? `IMG_${String(h % 10_000).padStart(4, "0")}.png` : `${name} (${h % 9}).png`,
    contentType: "image/png",
    bytes: pngOf(name),
    subtype: "image",
    width: 1,
    height: 1,
  }),
  document: (h, { name }) => ({
    filename: h % 2 === 0 ? `CV ${name}.pdf` : `Rechnung_${name.replaceAll(" ", "_")}.pdf`,
    contentType: "application/pdf",
    bytes: pdfOf(`Curriculum vitae of ${name}`),
  }),
  voice: (h) => {
    const duration = (1 + (h % 4)) / 10;
    const filename = "voice message.wav";
    return { filename, contentType: "audio/wav", bytes: wavOf(duration), subtype: "voice", duration };
  },
};

export const isFile = (body: PlacesIn<"body"> | "plain"): body is FilePlace => Object.hasOwn(FILES, body);

const TOKEN = "file_";

/** The token of the file that a message brought. */
export const tokenOf = (place: MessagePlace): string => TOKEN + messageIdOf(place);

/** Whether there is such a file isn't looked at. */
export function placeOfToken(token: string): MessagePlace | undefined {
  return token.startsWith(TOKEN) ? placeOfMessage(token.slice(TOKEN.length)) : undefined;
}

export function makeFile(kind: FilePlace, place: MessagePlace, h: number, who: Known): StoredFile {
  const { bytes, contentType, ...about } = FILES[kind](h, who);
  return { about: { fileToken: tokenOf(place), size: bytes.length, ...about }, contentType, bytes };
}
