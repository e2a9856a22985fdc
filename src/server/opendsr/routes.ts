import { createRoute, z } from "@hono/zod-openapi";
import type { Context } from "hono";
import { failure } from "../../base/errors.js";
import type { Request } from "../../ledger/requests/requests.js";
import { UUID_V4 } from "../../model/ids.js";
import { cancellationBody, discoveryBody, receiptBody } from "../../opendsr/answers.js";
import { orderSchema } from "../../opendsr/order.js";
import { type OpendsrProtocol, PROTOCOL } from "../../model/protocols.js";
import { CERTIFICATE_PATH } from "../../opendsr/protocol.js";
import type { OpendsrSigner } from "../../opendsr/signer.js";
import { statusBody } from "../../opendsr/status.js";
import { acceptRequest } from "../../service/request/accept.js";
import { cancelPending } from "../../service/request/cancel.js";
import type { Api } from "../api.js";
import type { ApiEnv } from "../backend.js";
import { json } from "../../contracts/json.js";
import { CancellationSchema, DiscoverySchema, ErrorSchema, ReceiptSchema, StatusSchema } from "./schemas.js";
import { protect } from "../http/protect.js";
import { open } from "../http/route-traits.js";
import { jobContextOf } from "../http/job-context.js";

/**
 * OpenGDPR 1.0 has the same calls as OpenDSR 2.0 under other names; its discovery is at `/discovery` below the version,
 * as everything is.
 */
const DIALECTS = [
  { protocol: "opendsr2", discovery: "/opendsr/v2/discovery", requests: "/opendsr/v2/requests" },
  { protocol: "opengdpr1", discovery: "/v1/discovery", requests: "/v1/opengdpr_requests" },
] as const;
type Dialect = (typeof DIALECTS)[number];

const tagOf = (protocol: OpendsrProtocol) => `${PROTOCOL[protocol].name} ${PROTOCOL[protocol].version}`;

const params = z.object({
  subject_request_id: z.string().openapi({ description: "The controller's own ID, a UUID of version 4." }),
});
/** Whatever isn't such an ID could be a person's. */
const target = (c: Context): string | undefined => {
  const id = c.req.param("subject_request_id") ?? "";
  return UUID_V4.test(id) ? id : undefined;
};

const answer = <T extends z.ZodType>(description: string, schema: T) => ({
  description,
  content: json(schema),
});
/** Signed like every answer, and in OpenDSR's form. */
const failures = <Status extends number>(...statuses: Status[]) =>
  Object.fromEntries(
    statuses.map((status) => [status, answer("Refused, in the form of OpenDSR", ErrorSchema)]),
  ) as Record<Status, ReturnType<typeof answer<typeof ErrorSchema>>>;

const routesOf = ({ protocol, discovery, requests }: Dialect, domain: string) => {
  const tags = [tagOf(protocol)];
  return {
    discovery: createRoute({
      method: "get",
      path: discovery,
      summary: "What this processor can do",
      tags,
      middleware: [open] as const,
      responses: { 200: answer("What it can do", DiscoverySchema) },
    }),
    create: createRoute({
      method: "post",
      path: requests,
      summary: "Ask for an erasure",
      description:
        "Handed in again with the same body, it is answered as before; with another body it is refused. Callbacks may go " +
        "only to the hosts of SCRUBJAY_CALLBACK_HOSTS.",
      tags,
      middleware: [protect({ role: "operator", action: "opendsr.create" })] as const,
      request: {
        body: {
          required: true,
          content: json(orderSchema(protocol, domain)),
        },
      },
      responses: { 201: answer("Accepted", ReceiptSchema), ...failures(400, 401, 403, 413, 415, 429) },
    }),
    status: createRoute({
      method: "get",
      path: `${requests}/{subject_request_id}`,
      summary: "How a request of this controller stands",
      tags,
      middleware: [protect({ role: "viewer", action: "opendsr.get", reads: true })] as const,
      request: { params },
      responses: { 200: answer("How it stands", StatusSchema), ...failures(401, 403, 404, 429) },
    }),
    cancel: createRoute({
      method: "delete",
      path: `${requests}/{subject_request_id}`,
      summary: "Give a request up",
      description: "Possible while it is pending.",
      tags,
      middleware: [protect({ role: "operator", action: "opendsr.cancel", target })] as const,
      request: { params },
      responses: { 202: answer("Given up", CancellationSchema), ...failures(400, 401, 403, 404, 429) },
    }),
  };
};

const certificate = createRoute({
  method: "get",
  path: CERTIFICATE_PATH,
  summary: "The certificate that signatures are checked with",
  tags: [tagOf("opendsr2")],
  middleware: [open] as const,
  responses: {
    200: {
      description: "PEM; those that lead to its authority follow it",
      content: { "application/x-pem-file": { schema: z.string() } },
    },
  },
});

/** For controllers that speak OpenDSR. Each knows only its own requests; a controller is a token, by its name. */
export function registerOpendsr(api: Api, signer: OpendsrSigner): void {
  api.openapi(certificate, (c) =>
    c.body(signer.certificates, 200, { "Content-Type": "application/x-pem-file" }),
  );
  for (const dialect of DIALECTS) registerDialect(api, dialect, signer);
}

function registerDialect(api: Api, dialect: Dialect, { domain }: OpendsrSigner): void {
  const { protocol } = dialect;
  const routes = routesOf(dialect, domain);

  api.openapi(routes.discovery, (c) => c.json(discoveryBody(domain, protocol), 200));

  api.openapi(routes.create, async (c) => {
    const raw = new Uint8Array(await c.req.arrayBuffer());
    const handed = { order: c.req.valid("json"), raw, protocol };
    const request = await acceptRequest(handed, c.get("actor"), jobContextOf(c.get("backend")));
    return c.json(receiptBody(request, raw), 201);
  });

  api.openapi(routes.status, async (c) => c.json(statusBody(await ownRequest(c), domain, protocol), 200));

  api.openapi(routes.cancel, async (c) => {
    const request = await ownRequest(c);
    const context = jobContextOf(c.get("backend"));
    const at = context.clock();
    await cancelPending(request, c.get("actor"), context);
    return c.json(cancellationBody(request, at, protocol), 202);
  });
}

/** @throws {REQUEST_NOT_FOUND} also for those of other controllers. */
async function ownRequest(c: Context<ApiEnv>): Promise<Request> {
  const id = target(c);
  const { requests } = c.get("backend").app;
  const found = id === undefined ? undefined : await requests.byController(c.get("actor").name, id);
  if (!found) throw failure("REQUEST_NOT_FOUND");
  return found;
}
