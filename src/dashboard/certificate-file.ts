import { certificateFile } from "../audit/certificate.js";
import { fileNameOf } from "../certificates/file-name.js";
import type { IssuedView } from "../contracts/certificates.js";
import { Refusal } from "./page-api.js";

/** The formats of a certificate: how each is called, and asked for. */
export const CERTIFICATE_FORMATS = {
  pdf: { label: "PDF", accept: "application/pdf" },
  html: { label: "Page", accept: "text/html" },
  json: { label: "File to verify", accept: "application/json" },
} as const;
export type CertificateFormat = keyof typeof CERTIFICATE_FORMATS;

/** Of a form; whatever is no format is the file that can be verified. */
export const certificateFormat = (format: string | undefined): CertificateFormat =>
  format !== undefined && Object.hasOwn(CERTIFICATE_FORMATS, format) ? (format as CertificateFormat) : "json";

/** What the API said of a page or a PDF: its type, its name, and what the page may load. */
const HANDED_ON = ["content-type", "content-disposition", "content-security-policy"];

/** A certificate from the API: as what was issued, or as an answer with a page or a PDF. */
interface Source {
  issued: () => Promise<IssuedView>;
  answer: (accept: string) => Promise<Response>;
}

/**
 * One certificate as the API issued it, for the browser to show or to keep.
 * @throws {Refusal} when there is none.
 */
export async function certificateAnswer(source: Source, format: CertificateFormat): Promise<Response> {
  if (format !== "json") {
    const answer = await source.answer(CERTIFICATE_FORMATS[format].accept);
    const headers = HANDED_ON.flatMap((name) => {
      const value = answer.headers.get(name);
      return value === null ? [] : [[name, value] as [string, string]];
    });
    return new Response(answer.body, { headers });
  }
  const [only] = (await source.issued()).certificates;
  if (!only) throw new Refusal(NONE);
  return new Response(certificateFile(only.certificate), {
    headers: {
      "content-type": "application/json",
      "content-disposition": `attachment; filename="${fileNameOf(only.certificate, "json")}"`,
    },
  });
}

const NONE = {
  type: "urn:scrubjay:problem:CERTIFICATE_NOT_ONE",
  title: "Conflict",
  status: 409,
  detail: "There is no certificate for this person.",
  code: "CERTIFICATE_NOT_ONE",
  remedy: "Only what was read back blank is certified; the audit entries say how it ended.",
};
