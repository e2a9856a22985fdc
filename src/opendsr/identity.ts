import { z } from "zod";
import { canonicalAddress, LONGEST_TYPED_ADDRESS } from "../model/email-address.js";
import { HEX_32_ANY_CASE } from "../model/ids.js";
import { isAddressable } from "../talkjs/request.js";
import { SUPPORTED_IDENTITIES } from "./protocol.js";

/** All that the specification names (§ 5.1, § 5.2); most of them mean nothing to TalkJS. */
const TYPES = [
  "controller_customer_id",
  "android_advertising_id",
  "android_id",
  "email",
  "fire_advertising_id",
  "ios_advertising_id",
  "ios_vendor_id",
  "microsoft_advertising_id",
  "microsoft_publisher_id",
  "roku_publisher_id",
  "roku_advertising_id",
] as const;
const FORMATS = ["raw", "sha1", "md5", "sha256"] as const;

const LONGEST_USER_ID = 255;

/** Whom a request is about. What is wrong with one is told by its place and kind, never by its value. */
export const IdentitySchema = z
  .strictObject({
    identity_type: z.enum(TYPES, "must be an identity type of OpenDSR"),
    identity_value: z.string("must be a text"),
    identity_format: z.enum(FORMATS, `must be one of ${FORMATS.join(", ")}`),
  })
  .superRefine((identity, context) => {
    const problem = problemOf(identity);
    if (problem !== undefined) context.addIssue({ code: "custom", message: problem });
  });
export type Identity = z.infer<typeof IdentitySchema>;

function problemOf({ identity_type, identity_format, identity_value }: Identity): string | undefined {
  const kind = `${identity_type} in the format ${identity_format}`;
  const isSupported = SUPPORTED_IDENTITIES.some(
    (one) => one.identity_type === identity_type && one.identity_format === identity_format,
  );
  if (!isSupported) return `is of a kind that isn't supported: ${kind}`;
  return isWellFormed({ identity_type, identity_format, identity_value })
    ? undefined
    : `has a value that can't be one: ${kind}`;
}

function isWellFormed({ identity_type, identity_format, identity_value: value }: Identity): boolean {
  if (identity_type === "controller_customer_id")
    return value.length <= LONGEST_USER_ID && isAddressable(value) && !value.includes("\0");
  return identity_format === "sha256"
    ? HEX_32_ANY_CASE.test(value)
    : value.length <= LONGEST_TYPED_ADDRESS && canonicalAddress(value) !== undefined;
}
