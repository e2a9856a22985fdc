import { z } from "zod";
import { badRequest, fail, ok, type Answer } from "../api/answer.js";
import { reasonsOf } from "../api/reasons.js";
import { FILE_SUBTYPES } from "../shapes/content.js";
import { MAX_FILE_BYTES } from "../shapes/file.js";
import type { FileStore } from "../store/files.js";

/** What a form may hold beside the file. */
const MAX_OTHER_BYTES = 64 * 1024;
export const MAX_FORM_BYTES = MAX_FILE_BYTES + MAX_OTHER_BYTES;

export const TOO_LARGE = fail(400, "FILE_TOO_LARGE", [`a file has at most ${MAX_FILE_BYTES} bytes`]);

const number = z
  .string()
  .regex(/^\d{1,9}(\.\d{1,9})?$/, "must be a number")
  .transform(Number);

const FormSchema = z.strictObject({
  file: z.instanceof(File, { error: "must be a file with a name" }).refine(({ name }) => name !== "", {
    error: "must have a name",
  }),
  subtype: z.enum(FILE_SUBTYPES).optional(),
  width: number.optional(),
  height: number.optional(),
  duration: number.optional(),
});

/** Keeps the file of a form (`file`, and perhaps `subtype`, `width`, `height`, `duration`) and answers its token. */
export async function takeUpload(
  body: Uint8Array<ArrayBuffer>,
  contentType: string | undefined,
  files: FileStore,
): Promise<Answer> {
  const form = await formOf(body, contentType ?? "");
  if (form === undefined) return badRequest(["the body must be a multipart form"]);
  const names = [...form.keys()];
  const twice = names.filter((name, i) => names.indexOf(name) !== i).map((name) => `${name}: is there twice`);
  const read = FormSchema.safeParse(Object.fromEntries(form));
  if (!read.success || twice.length > 0)
    return badRequest([...twice, ...(read.success ? [] : reasonsOf(read.error))]);
  const { file, ...about } = read.data;
  if (file.size > MAX_FILE_BYTES) return TOO_LARGE;
  const bytes = new Uint8Array(await file.arrayBuffer());
  const given = Object.entries(about).filter(([, value]) => value !== undefined);
  const kept = files.put({
    about: { filename: file.name, ...Object.fromEntries(given) },
    contentType: file.type === "" ? "application/octet-stream" : file.type,
    bytes,
  });
  return ok(JSON.stringify({ fileToken: kept.about.fileToken }));
}

async function formOf(body: Uint8Array<ArrayBuffer>, contentType: string): Promise<FormData | undefined> {
  if (!/^multipart\/form-data\s*;/i.test(contentType)) return undefined;
  try {
    return await new Response(body, { headers: { "content-type": contentType } }).formData();
  } catch (error) {
    if (error instanceof TypeError) return undefined;
    throw error;
  }
}
