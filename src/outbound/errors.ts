import { ScrubjayError } from "../base/errors.js";

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

/** Thrown when an address is not one that messages may be sent to. Never carries the address. */
export class TargetRefusedError extends ScrubjayError {
  readonly code = "CALLBACK_REFUSED";
  override readonly exitCode = 2;

  constructor(readonly reason: Refusal) {
    super(
      `Nothing is sent to this callback address: ${REFUSALS[reason]} (${reason}).`,
      "Use an https address of a public host, and add the host to SCRUBJAY_CALLBACK_HOSTS.",
    );
  }
}
