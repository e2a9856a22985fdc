import { failure } from "../../base/errors.js";
import * as Certificates from "../../contracts/certificates.js";
import type { IssuedView } from "../../contracts/certificates.js";
import { certificateAnswer, type CertificateFormat } from "../certificate-file.js";
import type { PageContext } from "../env.js";
import { Refusal } from "../page-api.js";

const WHY_NONE: Record<IssuedView["without"][number]["reason"], string> = {
  excluded: "They were left alone.",
  failed: "Their erasure failed.",
  not_found: "TalkJS knows no such user.",
  not_reached: "The run ended before it came to them.",
  came_back: "Their data was seen again since, and nothing in the log shows that it is gone.",
  unsalted: "Their entry is from before there were certificates.",
  key_destroyed:
    "The evidence key of that time was destroyed, so nobody can tell any more whom an entry is about.",
  scrubbed_in_part: "Fields that Scrubjay doesn’t know are still there.",
  seen_by_plan: "They were seen blank when it was planned, and not read again.",
  key_missing: "The evidence key of that time isn’t on this machine.",
};

/**
 * The certificate of one person of a request, as a file or a page.
 * @param subject their pseudonym in the request.
 * @throws 409 when they have none. {Refusal}
 */
export async function certificateOf(
  c: PageContext,
  id: string,
  subject: string,
  format: CertificateFormat,
): Promise<Response> {
  const api = c.get("api");
  const input = { params: { id }, query: { subject } };
  const issued = () => api.call(Certificates.ofRequest, input);
  const answer = (accept: string) => api.answer(Certificates.ofRequest, { ...input, accept });
  try {
    return await certificateAnswer({ issued, answer }, format);
  } catch (error) {
    if (!(error instanceof Refusal) || error.problem.code !== "CERTIFICATE_NOT_ONE") throw error;
    // Which of several reasons it has is told in JSON only.
    const { without } = await issued();
    throw noCertificate(without[0]?.reason);
  }
}

const noCertificate = (reason: keyof typeof WHY_NONE | undefined) =>
  failure("NO_CERTIFICATE", {
    why: reason === undefined ? "They aren’t part of this request." : WHY_NONE[reason],
  });
