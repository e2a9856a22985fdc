import { failure } from "../../base/errors.js";
import { issueForRequest, issueForUser } from "../../certificates/issue.js";
import type { IssuingContext } from "../../certificates/issuing-context.js";
import { Sealer } from "../../sealing/sealer.js";
import { lookAt } from "../../service/person/look-at.js";
import type { Api } from "../api.js";
import { certificateAnswer } from "./answer.js";
import * as Certificates from "../../contracts/certificates.js";
import type { Backend } from "../backend.js";
import { serve } from "../http/serve.js";

export function registerCertificates(api: Api): void {
  serve(api, Certificates.ofRequest, async (c) => {
    const { pseudonym, subject } = c.req.valid("query");
    const issued = await issueForRequest(
      c.req.valid("param").id,
      issuingContextOf(c.get("backend")),
      subject,
    );
    return certificateAnswer(issued, pseudonym, c);
  });

  serve(api, Certificates.ofUser, async (c) => {
    const { userId, look } = c.req.valid("json");
    const { run } = c.req.valid("param");
    const backend = c.get("backend");
    if (look && !backend.context) throw failure("CERTIFICATE_NO_LOOK");
    const seen = look && backend.context ? await lookAt(run, userId, backend.context) : undefined;
    const issued = await issueForUser(run, userId, issuingContextOf(backend), seen);
    return certificateAnswer({ certificates: [issued], without: [] }, undefined, c);
  });
}

/** Whoever may sign a certificate may also seal what it rests on; of several processes one does. */
function issuingContextOf({ app, context }: Backend): IssuingContext {
  const sealer = context?.sealer ?? new Sealer(app.log);
  return { ...app, seal: () => sealer.seal() };
}
