import type PDFDocument from "pdfkit";
import type { Line } from "./lines.js";
import type { Tag } from "./tag.js";

type Document = InstanceType<typeof PDFDocument>;

/** Draws on the document. Everything is either content of the structure or says nothing. */
export class Pen {
  /** Whether a character had to be told by its code point. */
  hasCodePoints = false;

  constructor(readonly document: Document) {}

  /** What belongs to an element of the structure. */
  content(tag: Tag, draw: (document: Document) => void): void {
    const content = this.document.markStructureContent(tag.type);
    draw(this.document);
    this.document.endMarkedContent();
    tag.elementIn(this.document).add(content);
  }

  /** What only pleases the eye, or is said elsewhere already. */
  decoration(draw: (document: Document) => void): void {
    this.document.markContent("Artifact", { type: "Layout" });
    draw(this.document);
    this.document.endMarkedContent();
  }

  /** @param y of the base line. */
  line(line: Line, x: number, y: number): void {
    const { document } = this;
    for (const { font, text, style, width, isCodePoint } of line) {
      this.hasCodePoints ||= isCodePoint;
      // pdfkit takes an open font, which its types don't know.
      document.registerFont(font.name, font.font as unknown as Uint8Array);
      document.font(font.name).fontSize(style.size).fillColor(style.colour);
      document.text(text, x, y, { lineBreak: false, baseline: "alphabetic" });
      x += width;
    }
  }
}
