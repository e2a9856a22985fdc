import type { Context } from "hono";
import { accepts } from "hono/accepts";
import { failure } from "../../base/errors.js";
import type { Certificate } from "../../audit/certificate.js";
import { contentOf } from "../../certificates/certificate-content.js";
import { fileNameOf } from "../../certificates/file-name.js";
import type { IssuedForRequest } from "../../certificates/issue.js";
import { certificatePage, PAGE_POLICY } from "../../certificates/page.js";
import { certificatePdf } from "../../certificates/pdf.js";
import type { ApiEnv } from "../backend.js";

const JSON_TYPE = "application/json";
const HTML_TYPE = "text/html";
const PDF_TYPE = "application/pdf";

/**
 * What was issued as the caller wants it: as JSON, or one certificate as a page or a PDF.
 * @param pseudonym whose is meant; undefined: all.
 * @throws {CERTIFICATE_NOT_ONE} when a page is wanted and there isn't one certificate.
 */
export async function certificateAnswer(
  issued: IssuedForRequest,
  pseudonym: string | undefined,
  c: Context<ApiEnv>,
): Promise<Response> {
  const { certificates, without } = chosen(issued, pseudonym);
  const type = accepts(c, {
    header: "Accept",
    supports: [JSON_TYPE, HTML_TYPE, PDF_TYPE],
    default: JSON_TYPE,
  });
  if (type === JSON_TYPE) return c.json({ certificates, without });
  const [only, ...others] = certificates;
  if (!only || others.length > 0) throw notOne(certificates.length);
  const content = contentOf(only.certificate);
  if (type === HTML_TYPE)
    return c.html(await certificatePage(content), 200, {
      "Content-Security-Policy": `${PAGE_POLICY}; frame-ancestors 'none'`,
      ...disposition("inline", only.certificate, "html"),
    });
  return c.body(new Uint8Array(await certificatePdf(content)), 200, {
    "Content-Type": PDF_TYPE,
    ...disposition("attachment", only.certificate, "pdf"),
  });
}

function chosen(
  { certificates, without }: IssuedForRequest,
  pseudonym: string | undefined,
): IssuedForRequest {
  if (pseudonym === undefined) return { certificates, without };
  return {
    certificates: certificates.filter(({ certificate }) => certificate.subject.pseudonym === pseudonym),
    without: without.filter((person) => person.pseudonym === pseudonym),
  };
}

function disposition(how: "inline" | "attachment", certificate: Certificate, format: "html" | "pdf") {
  return { "Content-Disposition": `${how}; filename="${fileNameOf(certificate, format)}"` };
}

const notOne = (count: number) =>
  failure(count === 0 ? "CERTIFICATE_NOT_ONE.none" : "CERTIFICATE_NOT_ONE.several", { count });
