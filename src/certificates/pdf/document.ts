import { buffer } from "node:stream/consumers";
import PDFDocument from "pdfkit";
import { LANGUAGE, type Content } from "../content.js";
import { plain } from "./blocks.js";
import { Flow } from "./flow.js";
import { facts, header } from "./header.js";
import { PAGE, STYLE, WIDTH } from "./look.js";
import { Pen } from "./pen.js";
import { after, textPieces } from "./piece.js";
import { pair, section } from "./sections.js";
import { Sheet } from "./sheet.js";
import { Tag } from "./tag.js";

/**
 * Tagged, so that it can be read out: title, language, headings, lists, what pictures say. That it conforms to PDF/UA or
 * PDF/A it doesn't claim: nothing here proves it.
 */
export async function documentOf(content: Content): Promise<Buffer> {
  const document = new PDFDocument({
    size: [PAGE.width, PAGE.height],
    margin: 0,
    // None: otherwise one is taken that isn't embedded.
    font: "",
    autoFirstPage: false,
    bufferPages: true,
    pdfVersion: "1.7",
    tagged: true,
    lang: LANGUAGE,
    displayTitle: true,
    // The file's ID is made of these: one certificate is always the same bytes.
    info: { Title: content.name, Creator: "Scrubjay", CreationDate: new Date(content.issuedAt) },
  });
  const pen = new Pen(document);
  const root = new Tag("Document", null);
  const sheet = new Sheet(pen, content, root.child("P"));
  sheet.turn();
  const flow = new Flow(pen, sheet.area, () => sheet.turn());
  flow.place(header(content, root));
  flow.place(facts(content.facts, root));
  flow.place(pair(content, root));
  for (const each of content.sections) flow.place(section(each, root));
  if (pen.hasCodePoints)
    flow.place(
      after(14, textPieces(plain(CODE_POINTS, STYLE.small), { width: WIDTH, tag: root.child("P") })),
    );
  sheet.finish();
  root.elementIn(document).end();
  document.end();
  return buffer(document);
}

const CODE_POINTS =
  "Characters in brackets, such as [U+05D0], are those that this PDF has no letters for, by their numbers in Unicode. " +
  "The certificate's file and its page have the characters themselves.";
