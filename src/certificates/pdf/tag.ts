import type PDFDocument from "pdfkit";

type Document = InstanceType<typeof PDFDocument>;

/** What something is, for whoever has the PDF read out: ISO 32000-1 section 14.8.4. */
export type TagType =
  "Document" | "Sect" | "H1" | "H2" | "P" | "Figure" | "Caption" | "L" | "LI" | "Lbl" | "LBody";

/** An element of the document's structure; it takes its place in that with the first that is drawn of it. */
export class Tag {
  #element: PDFKit.PDFStructureElement | undefined;

  constructor(
    readonly type: TagType,
    readonly parent: Tag | null,
    readonly alt?: string,
  ) {}

  child(type: TagType, alt?: string): Tag {
    return new Tag(type, this, alt);
  }

  elementIn(document: Document): PDFKit.PDFStructureElement {
    if (this.#element) return this.#element;
    this.#element = document.struct(this.type, this.alt === undefined ? {} : { alt: this.alt });
    if (this.parent) this.parent.elementIn(document).add(this.#element);
    else document.addStructure(this.#element);
    return this.#element;
  }
}
