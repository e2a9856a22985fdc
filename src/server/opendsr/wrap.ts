import type { MiddlewareHandler } from "hono";
import { failure } from "../../base/errors.js";
import { errorBody, type Failure } from "../../opendsr/error-body.js";
import type { OpendsrSigner } from "../../opendsr/signer.js";
import type { Api } from "../api.js";
import type { ApiEnv } from "../backend.js";

/** Where OpenDSR 2.0 and OpenGDPR 1.0 are spoken. */
const PATHS = ["/opendsr/*", "/v1/discovery", "/v1/opengdpr_requests/*"];

/**
 * Makes every answer on the paths of OpenDSR one of OpenDSR: signed, and failures in its form. It must stand before
 * all that can refuse a call, so that refusals are signed too.
 */
export function wrapOpendsr(api: Api, signer: OpendsrSigner | undefined): void {
  for (const path of PATHS) api.use(path, signer ? signed(signer) : notSetUp);
}

function signed(signer: OpendsrSigner): MiddlewareHandler<ApiEnv> {
  return async (c, next) => {
    await next();
    const answer = c.res;
    const sent = await answer.text();
    const headers = new Headers(answer.headers);
    let { status } = answer;
    let text = sent;
    if (status >= 400) {
      const failure = failureOf(status, sent);
      ({ status } = failure);
      text = JSON.stringify(errorBody(failure));
      headers.set("Content-Type", "application/json");
    }
    const body = Buffer.from(text);
    headers.set("Content-Length", String(body.length));
    for (const [name, value] of Object.entries(signer.sign(body))) headers.set(name, value);
    // Without this, the headers of the answer before would come back.
    c.res = undefined;
    c.res = new Response(body, { status, headers });
  };
}

/** OpenDSR has one status for all that is wrong with a request (§ 7.5). */
function failureOf(status: number, problem: string): Failure {
  const told = JSON.parse(problem) as Omit<Failure, "status">;
  return { ...told, status: status === 422 ? 400 : status };
}

const notSetUp: MiddlewareHandler<ApiEnv> = async () => {
  throw failure("OPENDSR_NOT_SET_UP");
};
