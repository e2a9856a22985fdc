import type { z } from "zod";
import { CLEARED_FIELDS, perField } from "../model/fields.js";
import { contactLikeId } from "./contact-like.js";
import { fault, section } from "./fault.js";
import type { ScrubRules } from "./scrub-schema.js";
import { text } from "./values.js";

const LONGEST_GROUND = 200;
const REMEDY = "Write for each kept field why it is kept, such as `role: needed to route support chats`.";

/** It stands in the audit log and in certificates for good, so it must be about a purpose and not about people. */
export function ground() {
  return text(REMEDY)
    .max(LONGEST_GROUND, fault(`is longer than ${LONGEST_GROUND} characters`, "Shorten it."))
    .refine((value) => value === value.trim(), fault("begins or ends with white space", "Remove it."))
    .refine(
      (value) => !/[\p{Cc}\u2028\u2029]/u.test(value),
      fault("holds a control character or a line break", "Write it on one line."),
    )
    .refine(
      (value) => value.split(/[\s,;()<>"']+/).every((word) => contactLikeId(word) === null),
      fault("looks like it names an e-mail address or a phone number", "Write a purpose, not a person."),
    )
    .exactOptional();
}

/** The name is always replaced, so there is no ground to keep it. */
export const GroundsSchema = section(perField(CLEARED_FIELDS, ground), REMEDY);

/** Why the policy keeps what it keeps, in the controller's words. */
export type Grounds = z.infer<typeof GroundsSchema>;

/** Grounds for fields that aren't kept, so that the policy says two things. */
export function idleGrounds(scrub: ScrubRules, grounds: Grounds): { path: string[]; message: string }[] {
  const idle = Object.keys(grounds).filter((field) => scrub[field as keyof Grounds] === "blank");
  return idle.map((field) => ({
    path: ["grounds", field],
    message: fault(
      "gives a ground to keep a field that `scrub` blanks",
      "Keep the field, or remove the ground.",
    ),
  }));
}
