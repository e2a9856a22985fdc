import { z } from "@hono/zod-openapi";
import { Certificate2Schema } from "../audit/certificate-formats.js";
import { WITHHELD } from "../certificates/withheld.js";
import { HEX_32 } from "../model/ids.js";
import { AnyUserId, UuidParam } from "./fields.js";
import { json } from "./json.js";
import { problems } from "./problem.js";
import { RunParam } from "./runs.js";
import { operation } from "./operation.js";

const Pseudonym = z.string().regex(HEX_32);

/** Which of several certificates is meant. */
const CertificateQuery = z.strictObject({
  pseudonym: Pseudonym.optional().openapi({
    description: "Only the certificate of this person: their pseudonym in the evidence.",
  }),
  subject: Pseudonym.optional().openapi({
    description: "The same, by their pseudonym in the request.",
  }),
});

/** Made anew, since only what this module's `z` makes can be described. */
const DescribedCertificate = z.strictObject(Certificate2Schema.shape).openapi("Certificate");

const IssuedSchema = z
  .object({
    certificates: z.array(
      z.object({
        certificate: DescribedCertificate,
        digest: z.string().openapi({
          description: "SHA-256 of its canonical JSON (RFC 8785), in hexadecimal: what its QR code says.",
        }),
      }),
    ),
    without: z
      .array(
        z.object({
          pseudonym: z.string(),
          reason: z.enum(WITHHELD),
          ground: z.string().nullable().openapi({ description: "The code of an exclusion or a failure." }),
        }),
      )
      .openapi({ description: "Whoever has no certificate: only what was read back blank is certified." }),
  })
  .openapi("IssuedCertificates");

export type IssuedView = z.infer<typeof IssuedSchema>;

const tags = ["Certificates"];

export const action = "certificates.issue";

export const description =
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

export const ofRequest = operation({
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

export const ofUser = operation({
  method: "post",
  path: "/v1/runs/{run}/certificates",
  summary: "Certify what a run erased of one user",
  description: `${description} The user ID is turned into its pseudonym and stored nowhere.`,
  tags,
  role: "operator",
  action,
  request: {
    params: RunParam,
    body: {
      required: true,
      content: json(
        z.strictObject({
          userId: AnyUserId,
          look: z.boolean().default(false).openapi({
            description:
              "Read the person at TalkJS now, and say in the certificate when nothing of them was there. What was seen is sealed, whatever it was.",
          }),
        }),
      ),
    },
  },
  responses,
});
