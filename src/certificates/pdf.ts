import type { Content } from "./content.js";

/** A certificate as a PDF of A4 pages; the same bytes each time. */
export async function certificatePdf(content: Content): Promise<Buffer> {
  // Loaded here: what sets a PDF is much, and most commands and calls make none.
  const { documentOf } = await import("./pdf/document.js");
  return documentOf(content);
}
