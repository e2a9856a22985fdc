import { failure } from "../base/errors.js";

/** Why nothing is sent to an address. */
const REFUSALS = {
  NOT_A_URL: "it isn't a URL",
  NOT_HTTPS: "it doesn't begin with https://",
  USERINFO: "it carries a user name or a password",
  FRAGMENT: "it has a fragment",
  IP_LITERAL: "it names an IP address and not a host",
  HOST_NOT_ALLOWED: "its host and port aren't on the list of SCRUBJAY_CALLBACK_HOSTS",
  NOT_CONFIGURED: "it isn't in SCRUBJAY_WEBHOOK_URLS (any more)",
  PRIVATE_ADDRESS: "its host leads to an address that isn't public",
} as const;

export type Refusal = keyof typeof REFUSALS;

/** Nothing is sent to an address. Never carries it. */
export const refused = (reason: Refusal) => failure("CALLBACK_REFUSED", { why: REFUSALS[reason], reason });
