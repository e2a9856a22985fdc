import { mkdir, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { failure, isFailure } from "../../base/errors.js";
import { certificateFile, type Certificate } from "../../audit/certificate.js";
import { contentOf } from "../../certificates/certificate-content.js";
import { fileNameOf, type Format } from "../../certificates/file-name.js";
import { certificatePage } from "../../certificates/page.js";
import { pdfOf } from "../../certificates/pdf.js";
import type { Invocation } from "../invocation.js";

/**
 * Writes certificates into a folder, which is made if need be. A file of the same person and run is replaced.
 * @param formats a PDF becomes a page where no program can print one.
 * @returns the paths, and whether there was a PDF for each that was asked for.
 * @throws {USAGE} when the folder can't be written; PDF_FAILED.
 */
export async function writeCertificates(
  certificates: Certificate[],
  { folder, formats, invocation }: { folder: string; formats: readonly Format[]; invocation: Invocation },
): Promise<{ written: string[]; isPrinted: boolean }> {
  const files = new Set<string>();
  let isPrinted = true;
  const write = async (certificate: Certificate, format: Format, content: string | Buffer) => {
    const path = join(folder, fileNameOf(certificate, format));
    await replace(invocation.pathOf(path), content);
    files.add(path);
  };
  await mkdir(invocation.pathOf(folder), { recursive: true }).catch(refuse);
  for (const certificate of certificates) {
    if (formats.includes("json")) await write(certificate, "json", certificateFile(certificate));
    if (formats.every((format) => format === "json")) continue;
    const page = await certificatePage(contentOf(certificate));
    const pdf = formats.includes("pdf")
      ? await pdfOf(page, { path: invocation.env["PATH"] ?? "" }).catch(noneWithoutChromium)
      : null;
    if (formats.includes("html") || pdf === undefined) await write(certificate, "html", page);
    if (pdf) await write(certificate, "pdf", pdf);
    isPrinted &&= pdf !== undefined;
  }
  return { written: [...files], isPrinted };
}

/** Whoever has the file can test user IDs against it: it is its owner's to hand over. */
async function replace(path: string, content: string | Buffer): Promise<void> {
  await rm(path, { force: true }).catch(refuse);
  await writeFile(path, content, { mode: 0o600, flag: "wx" }).catch(refuse);
}

function noneWithoutChromium(error: unknown): undefined {
  if (!isFailure(error, "CHROMIUM_MISSING")) throw error;
}

function refuse(error: unknown): never {
  const { code = "UNKNOWN" } = error as NodeJS.ErrnoException;
  throw failure("USAGE.folder", { code });
}
