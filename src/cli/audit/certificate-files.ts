import { mkdir, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { failure } from "../../base/errors.js";
import { certificateFile, type Certificate } from "../../audit/certificate.js";
import { contentOf } from "../../certificates/certificate-content.js";
import { fileNameOf, type Format } from "../../certificates/file-name.js";
import { certificatePage } from "../../certificates/page.js";
import { certificatePdf } from "../../certificates/pdf.js";
import type { Invocation } from "../invocation.js";

/**
 * Writes certificates into a folder, which is made if need be. A file of the same person and run is replaced.
 * @returns the paths.
 * @throws {USAGE} when the folder can't be written.
 */
export async function writeCertificates(
  certificates: Certificate[],
  { folder, formats, invocation }: { folder: string; formats: readonly Format[]; invocation: Invocation },
): Promise<string[]> {
  const files = new Set<string>();
  const write = async (certificate: Certificate, format: Format, content: string | Buffer) => {
    const path = join(folder, fileNameOf(certificate, format));
    await replace(invocation.pathOf(path), content);
    files.add(path);
  };
  await mkdir(invocation.pathOf(folder), { recursive: true }).catch(refuse);
  for (const certificate of certificates) {
    if (formats.includes("json")) await write(certificate, "json", certificateFile(certificate));
    if (formats.every((format) => format === "json")) continue;
    const content = contentOf(certificate);
    if (formats.includes("html")) await write(certificate, "html", await certificatePage(content));
    if (formats.includes("pdf")) await write(certificate, "pdf", await certificatePdf(content));
  }
  return [...files];
}

/** Whoever has the file can test user IDs against it: it is its owner's to hand over. */
async function replace(path: string, content: string | Buffer): Promise<void> {
  await rm(path, { force: true }).catch(refuse);
  await writeFile(path, content, { mode: 0o600, flag: "wx" }).catch(refuse);
}

function refuse(error: unknown): never {
  const { code = "UNKNOWN" } = error as NodeJS.ErrnoException;
  throw failure("USAGE.folder", { code });
}
