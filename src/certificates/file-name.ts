import type { Certificate } from "../audit/certificate.js";

export const FORMATS = ["json", "html", "pdf"] as const;
export type Format = (typeof FORMATS)[number];

/** Names nobody, and is another for every person and run. */
export function fileNameOf({ subject, erasure }: Certificate, format: Format): string {
  return `certificate-${subject.pseudonym.slice(0, 16)}-run${erasure.runId}.${format}`;
}
