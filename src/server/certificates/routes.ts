import { issueForRequest, issueForUser } from "../../certificates/issue.js";
import type { IssuingContext } from "../../certificates/issuing-context.js";
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
    const { userId } = c.req.valid("json");
    const issued = await issueForUser(c.req.valid("param").run, userId, issuingContextOf(c.get("backend")));
    return certificateAnswer({ certificates: [issued], without: [] }, undefined, c);
  });
}

/** Where this process also works, it seals what waits; else whoever works does within seconds. */
function issuingContextOf({ app: { runs, requests, keyring, log }, context }: Backend): IssuingContext {
  return { runs, requests, keyring, log, seal: context && (() => context.sealer.seal()) };
}
