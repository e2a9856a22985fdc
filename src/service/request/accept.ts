import { canonical } from "../../audit/leaf.js";
import type { Pseudonyms } from "../../audit/pseudonyms.js";
import { failure, isFailure } from "../../base/errors.js";
import type { Actor } from "../../ledger/evidence/actor.js";
import type { Request } from "../../ledger/requests/requests.js";
import { identitiesOf, submittedProblem, type OpendsrOrder } from "../../opendsr/order.js";
import type { OpendsrProtocol } from "../../model/protocols.js";
import { checkTarget } from "../../outbound/target.js";
import type { JobContext } from "../context.js";
import type { PolicyContext } from "../policy/policy-field.js";
import { createRequest, type RequestContext } from "./create.js";

export interface ReceivedOrder {
  order: OpendsrOrder;
  /** The body, which is JSON. */
  raw: Uint8Array;
  protocol: OpendsrProtocol;
}

/**
 * Takes a controller's request in, once: handed in again with the same body, it is the same request, whatever the time
 * and the settings say by now.
 * @throws {INVALID.opendsr} when the ID is taken by another body, or the time or a callback can't be accepted.
 */
export async function acceptRequest(
  { order, raw, protocol }: ReceivedOrder,
  controller: Actor,
  context: RequestContext & PolicyContext,
): Promise<Request> {
  const controllerRequestId = order.subject_request_id;
  const digests = digestsOf(raw, context.pseudonyms);
  const find = () => context.requests.byController(controller.name, controllerRequestId);
  const earlier = await find();
  if (earlier) return sameAs(earlier, digests);
  checkTime(order, context.clock());
  checkCallbacks(order, context);
  const { regulation, submitted_time, status_callback_urls: callbackUrls } = order;
  try {
    return await createRequest(
      {
        ...identitiesOf(order),
        regulation,
        receivedAt: new Date(submitted_time),
        reason: null,
        protocol,
        controllerRequestId,
        bodyDigest: digests[0],
        callbackUrls,
        policy: context.policies.erasure,
      },
      controller,
      context,
    );
  } catch (error) {
    // A twin that came in at the same moment has taken the ID.
    const twin = await find();
    if (!twin) throw error;
    return sameAs(twin, digests);
  }
}

/** Of what it says, in whatever order its keys stand; and of its bytes, as requests from before have it. */
function digestsOf(raw: Uint8Array, pseudonyms: Pseudonyms): [string, string] {
  const said: unknown = JSON.parse(Buffer.from(raw).toString("utf8"));
  return [pseudonyms.digest("opendsr-order", canonical(said)), pseudonyms.digest("opendsr-body", raw)];
}

function sameAs(request: Request, digests: readonly string[]): Request {
  if (request.bodyDigest !== null && digests.includes(request.bodyDigest)) return request;
  throw invalid("subject_request_id", "is taken by a request with another body");
}

function checkTime(order: OpendsrOrder, now: Date): void {
  const problem = submittedProblem(order, now);
  if (problem !== undefined) throw invalid("submitted_time", problem);
}

function checkCallbacks(
  { status_callback_urls: urls = [] }: OpendsrOrder,
  { settings }: Pick<JobContext, "settings">,
): void {
  for (const [index, url] of urls.entries()) {
    try {
      checkTarget(url, settings);
    } catch (error) {
      if (!isFailure(error, "CALLBACK_REFUSED")) throw error;
      throw invalid(`status_callback_urls.${index}`, `is refused (${error.facts.reason})`);
    }
  }
}

const invalid = (path: string, problem: string) =>
  failure("INVALID.opendsr", {}, { errors: [{ path, problem }] });
