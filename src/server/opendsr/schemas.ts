import { z } from "@hono/zod-openapi";
import { REQUEST_STATES, OPENDSR_OUTCOMES, OPENDSR_STATUSES } from "../../model/request-lifecycle.js";
import { time } from "../../contracts/fields.js";

const id = z
  .string()
  .openapi({ description: "The controller's own ID of the request, a UUID of version 4." });
const controller = z.string().openapi({ description: "The name of the controller's token." });

export const DiscoverySchema = z
  .object({
    api_version: z.string(),
    supported_identities: z.array(z.object({ identity_type: z.string(), identity_format: z.string() })),
    supported_subject_request_types: z.array(z.literal("erasure")),
    processor_certificate: z.url(),
  })
  .openapi("OpendsrDiscovery");

export const ReceiptSchema = z
  .object({
    controller_id: controller,
    expected_completion_time: time.openapi({ description: "The legal deadline." }),
    received_time: time,
    encoded_request: z.string().openapi({ description: "The body as it was sent, in base64. Never log it." }),
    subject_request_id: id,
  })
  .openapi("OpendsrReceipt");

export const StatusSchema = z
  .object({
    controller_id: controller,
    expected_completion_time: time,
    subject_request_id: id,
    request_status: z.enum(OPENDSR_STATUSES),
    api_version: z.string(),
    extensions: z
      .record(
        z.string(),
        z.object({
          state: z.enum(REQUEST_STATES),
          outcome: z.enum(OPENDSR_OUTCOMES).optional(),
          deadline: time,
          extended: z.literal(true).optional(),
          code: z.string().optional(),
        }),
      )
      .openapi({ description: "Under this processor's domain: what OpenDSR has no word for." }),
  })
  .openapi("OpendsrStatus");

export const CancellationSchema = z
  .object({
    controller_id: controller,
    subject_request_id: id,
    received_time: time.openapi({ description: "When the cancellation was received." }),
    api_version: z.string(),
  })
  .openapi("OpendsrCancellation");

export const ErrorSchema = z
  .object({
    error: z.object({
      code: z.int(),
      message: z.string(),
      errors: z.array(z.object({ domain: z.string(), reason: z.string(), message: z.string() })),
    }),
  })
  .openapi("OpendsrError");
