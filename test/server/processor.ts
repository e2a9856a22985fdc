import { request as send } from "node:http";
import { expect, onTestFinished } from "vitest";
import type { Role } from "../../src/model/roles.js";
import { openSigner } from "../../src/opendsr/signer.js";
import { noPolicies } from "../../src/policy/named-policies.js";
import { createApi } from "../../src/server/create-api.js";
import { listen } from "../../src/server/http/http.js";
import { appHarness, type AppHarness, type AppHarnessOptions } from "../jobs/app-harness.js";
import { DOMAIN, makeCertificate, verifier } from "../opendsr/certificate.js";
import type { TestLedger } from "../support/ledger.js";
import { openedAppOf } from "./opened-app.js";

export interface Reply {
  status: number;
  headers: Record<string, string>;
  /** The exact bytes. */
  bytes: Buffer;
  text: string;
  json: Record<string, unknown>;
}

export interface CallOptions {
  /** Whose token; default `mparticle`, an operator. */
  as?: string | undefined;
  /** Sent as it is; an object is sent as JSON. */
  body?: string | Buffer | object | undefined;
  headers?: Record<string, string>;
}

/** A service that speaks OpenDSR on a real port, and controllers who check every answer with openssl. */
export interface Processor extends AppHarness {
  verify: Awaited<ReturnType<typeof verifier>>;
  certificate: string;
  call: (
    call: `${"GET" | "HEAD" | "POST" | "PUT" | "DELETE"} ${string}`,
    options?: CallOptions,
  ) => Promise<Reply>;
}

const TOKENS: Record<string, Role> = { mparticle: "operator", amplitude: "operator", auditor: "viewer" };

export async function processor(on: TestLedger, options: AppHarnessOptions = {}): Promise<Processor> {
  const settings = await makeCertificate();
  const signer = await openSigner(settings, new Date(Date.now() + 1_000));
  const harness = await appHarness(on, { ...options, signer });
  const { app, context } = harness;
  const api = createApi({ app: openedAppOf(app), context, policies: noPolicies, opendsr: signer });
  const server = await listen(api, { host: "127.0.0.1", port: 0 });
  onTestFinished(() => server.close(0));
  const owner = { name: "test", role: "owner" } as const;
  const tokens = new Map<string, string>();
  for (const [name, role] of Object.entries(TOKENS)) {
    const { plain } = await app.tokens.create(name, role, null, owner, new Date());
    tokens.set(name, plain);
  }
  const plain = await exchange(`${server.url}/opendsr/v2/certificate.pem`, "GET", {});
  const verify = await verifier(plain.text);
  return {
    ...harness,
    verify,
    certificate: plain.text,
    async call(call, { as = "mparticle", body, headers = {} } = {}) {
      const [method = "", path = ""] = call.split(" ");
      const token = tokens.get(as) ?? as;
      const given = {
        ...(token && { authorization: `Bearer ${token}` }),
        ...(body !== undefined && { "content-type": "application/json" }),
        ...headers,
      };
      const reply = await exchange(`${server.url}${path}`, method, given, body);
      if (method === "HEAD") return reply;
      expect(reply.headers["x-opendsr-processor-domain"]).toBe(DOMAIN);
      expect(await verify(reply.bytes, reply.headers["x-opendsr-signature"] ?? "")).toBe(true);
      expect(reply.headers["x-opengdpr-signature"]).toBe(reply.headers["x-opendsr-signature"]);
      expect(reply.headers["content-length"]).toBe(String(reply.bytes.length));
      return reply;
    },
  };
}

function exchange(
  url: string,
  method: string,
  headers: Record<string, string>,
  body?: CallOptions["body"],
): Promise<Reply> {
  const bytes = typeof body === "object" && !Buffer.isBuffer(body) ? JSON.stringify(body) : body;
  return new Promise((resolve, reject) => {
    const call = send(url, { method, headers, agent: false }, (response) => {
      const chunks: Buffer[] = [];
      response.on("data", (chunk: Buffer) => chunks.push(chunk));
      response.on("error", reject);
      response.on("end", () => {
        const all = Buffer.concat(chunks);
        const text = all.toString("utf8");
        const isJson = response.headers["content-type"] === "application/json" && text !== "";
        resolve({
          status: response.statusCode ?? 0,
          headers: response.headers as Record<string, string>,
          bytes: all,
          text,
          json: isJson ? (JSON.parse(text) as Record<string, unknown>) : {},
        });
      });
    });
    call.on("error", reject);
    call.end(bytes);
  });
}
