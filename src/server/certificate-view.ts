import { z } from "@hono/zod-openapi";
import { CertificateSchema } from "../audit/certificate.js";
import { WITHHELD } from "../certificates/withheld.js";
import { HEX_32 } from "../model/ids.js";

const Pseudonym = z.string().regex(HEX_32);

/** Which of several certificates is meant. */
export const CertificateQuery = z.strictObject({
  pseudonym: Pseudonym.optional().openapi({
    description: "Only the certificate of this person: their pseudonym in the evidence.",
  }),
  subject: Pseudonym.optional().openapi({
    description: "The same, by their pseudonym in the request.",
  }),
});

/** Made anew, since only what this module's `z` makes can be described. */
const DescribedCertificate = z.strictObject(CertificateSchema.shape).openapi("Certificate");

export const IssuedSchema = z
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
