import { z } from "@hono/zod-openapi";
import { issueForRequest, issueForUser } from "../../certificates/issue.js";
import type { IssuingSite } from "../../certificates/site.js";
import { AnyUserId } from "../any-user-id.js";
import type { Api } from "../api.js";
import { certificateAnswer } from "../certificate-answer.js";
import { CertificateQuery, IssuedSchema } from "../certificate-view.js";
import type { Desk } from "../desk.js";
import { UuidParam } from "../fields.js";
import { json } from "../json.js";
import { problems } from "../problem.js";
import { RunParam } from "../run-param.js";
import { operation } from "../../contracts/operation.js";
import { serve } from "../serve.js";

const tags = ["Certificates"];
const action = "certificates.issue";
const description =
  "Nothing is certified but what was read back blank and is in the sealed log. Each call issues anew, against the newest " +
  "checkpoint. With `Accept: text/html` or `application/pdf` the answer is one certificate as a page.";

const responses = {
  200: {
    description: "The certificates, and who has none",
    content: {
      ...json(IssuedSchema),
      "text/html": { schema: z.string() },
      "application/pdf": { schema: z.string().openapi({ format: "binary" }) },
    },
  },
  ...problems(404, 409, 503),
};

const ofRequest = operation({
  method: "post",
  path: "/v1/requests/{id}/certificates",
  summary: "Certify the erasure of everybody whom a request was about",
  description,
  tags,
  role: "operator",
  action,
  request: { params: UuidParam, query: CertificateQuery },
  responses,
});

const ofUser = operation({
  method: "post",
  path: "/v1/runs/{run}/certificates",
  summary: "Certify what a run erased of one user",
  description: `${description} The user ID is turned into its pseudonym and stored nowhere.`,
  tags,
  role: "operator",
  action,
  request: {
    params: RunParam,
    body: { required: true, content: json(z.strictObject({ userId: AnyUserId })) },
  },
  responses,
});

export function registerCertificates(app: Api): void {
  serve(app, ofRequest, async (c) => {
    const { pseudonym, subject } = c.req.valid("query");
    const issued = await issueForRequest(c.req.valid("param").id, siteOf(c.get("desk")), subject);
    return certificateAnswer(issued, pseudonym, c);
  });

  serve(app, ofUser, async (c) => {
    const { userId } = c.req.valid("json");
    const issued = await issueForUser(c.req.valid("param").run, userId, siteOf(c.get("desk")));
    return certificateAnswer({ certificates: [issued], without: [] }, undefined, c);
  });
}

/** Where this process also works, it seals what waits; else whoever works does within seconds. */
function siteOf({ session: { runs, requests, keyring, log }, context }: Desk): IssuingSite {
  return { runs, requests, keyring, log, seal: context && (() => context.sealer.seal()) };
}
