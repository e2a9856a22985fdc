import type { Protocol } from "../ledger/request-states.js";

/** OpenDSR 2.0, or its predecessor OpenGDPR 1.0, whose routes and headers must be honoured (OpenDSR § 10.1). */
export type OpendsrProtocol = Exclude<Protocol, "v1">;

export const API_VERSIONS: Record<OpendsrProtocol, string> = { opendsr2: "2.0", opengdpr1: "1.0" };

export interface SupportedIdentity {
  identity_type: "controller_customer_id" | "email";
  identity_format: "raw" | "sha256";
}

/** `controller_customer_id` is the user ID at TalkJS; an address is looked for among all users. */
export const SUPPORTED_IDENTITIES: SupportedIdentity[] = [
  { identity_type: "controller_customer_id", identity_format: "raw" },
  { identity_type: "email", identity_format: "raw" },
  { identity_type: "email", identity_format: "sha256" },
];

export const CERTIFICATE_PATH = "/opendsr/v2/certificate.pem";
