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
