import { issueForRequest, issueForUser } from "../../certificates/issue.js";
import type { IssuingSite } from "../../certificates/site.js";
import type { Api } from "../api.js";
import { certificateAnswer } from "./answer.js";
import * as Certificates from "../../contracts/certificates.js";
import type { Desk } from "../desk.js";
import { serve } from "../http/serve.js";

export function registerCertificates(app: Api): void {
  serve(app, Certificates.ofRequest, async (c) => {
    const { pseudonym, subject } = c.req.valid("query");
    const issued = await issueForRequest(c.req.valid("param").id, siteOf(c.get("desk")), subject);
    return certificateAnswer(issued, pseudonym, c);
  });

  serve(app, Certificates.ofUser, async (c) => {
    const { userId } = c.req.valid("json");
    const issued = await issueForUser(c.req.valid("param").run, userId, siteOf(c.get("desk")));
    return certificateAnswer({ certificates: [issued], without: [] }, undefined, c);
  });
}

/** Where this process also works, it seals what waits; else whoever works does within seconds. */
function siteOf({ session: { runs, requests, keyring, log }, context }: Desk): IssuingSite {
  return { runs, requests, keyring, log, seal: context && (() => context.sealer.seal()) };
}
