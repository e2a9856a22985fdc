import { BROKEN, CONFLICT, MISSING, type ErrorRows } from "./row.js";

const INSTEAD = "For somebody whom a run of it erased: scrubjay certificate user <run> <userId>";
const ONE_A_PAGE = ({ count }: { count: number }) => `A page shows one certificate, and here are ${count}.`;

/** Issuing certificates, and printing them. */
export const CERTIFICATE_ERRORS = {
  CERTIFICATE_TOO_EARLY: {
    ...CONFLICT,
    message: ({ state }: { state: string }) =>
      `This request hasn't ended, so there is nothing to certify yet: it is ${state}.`,
    remedy:
      "Follow it: scrubjay request show <id>. For somebody whose erasure is done already: scrubjay certificate user <run> <userId>",
  },
  CERTIFICATE_NOBODY: {
    ...CONFLICT,
    message: "This request was about nobody whom TalkJS knows, so there is nothing to certify.",
    remedy: null,
  },
  CERTIFICATE_CANCELLED: {
    ...CONFLICT,
    message: "This request was given up, so it has no end to certify.",
    remedy: INSTEAD,
  },
  CERTIFICATE_UNRECORDED: {
    ...CONFLICT,
    message: "This request came in before Scrubjay could issue certificates.",
    remedy: INSTEAD,
  },
  CERTIFICATE_NO_ENTRY: {
    ...MISSING,
    message: "This run recorded nothing about that user ID.",
    remedy: "See which runs did: scrubjay audit lookup -",
  },
  CERTIFICATE_NOT_VERIFIED: {
    ...CONFLICT,
    message: ({ outcome }: { outcome: string }) =>
      `There is no certificate for this person: ${outcome}. Only an erasure that was read back blank is certified.`,
    remedy: "See what was recorded: scrubjay audit lookup -",
  },
  CERTIFICATE_SEEN_BY_PLAN: {
    ...CONFLICT,
    message: ({ run }: { run: number }) =>
      `This person was seen blank when run ${run} was planned, and not read again: that proves nothing of what came after it.`,
    remedy: "Look at them now, and have that in the certificate: scrubjay certificate user <run> - --look",
  },
  // Without its salt nobody could show that a certificate is about them.
  CERTIFICATE_UNSALTED: {
    ...CONFLICT,
    message: "This erasure was recorded before Scrubjay could issue certificates.",
    remedy:
      "Erase the person once more: what is blank already is read and recorded, and can be certified. Or hand over the audit entry: scrubjay audit export",
  },
  CERTIFICATE_NOT_BLANK: {
    ...CONFLICT,
    message: ({ fields }: { fields: string }) =>
      `Nothing is certified: looked at now, this person still has, or has again: ${fields}.`,
    remedy: "Erase them: scrubjay erase --ids -, then certify that run: scrubjay certificate user <run> -",
  },
  CERTIFICATE_CAME_BACK: {
    ...CONFLICT,
    message: ({ seenAt }: { seenAt: string }) =>
      `Data of this person was seen again at ${seenAt}, and nothing in the log shows that it is gone.`,
    remedy:
      "Look at them now, and have that in the certificate: scrubjay certificate user <run> - --look. Or certify the run that erased them again.",
  },
  CERTIFICATE_LOG_CLOSED: {
    ...CONFLICT,
    message: "What this certificate rests on is sealed in a log that was closed.",
    remedy:
      "A certificate that was issued before stays valid. For a new one have the person read and recorded now: scrubjay erase --ids -, then scrubjay certificate user <run> -",
  },
  CERTIFICATE_NOBODY_SEEN: {
    ...CONFLICT,
    message:
      "Looked for now, TalkJS doesn't show this person. It deletes nobody, so that proves nothing of their data.",
    remedy: "Ask again; if it stays so, see that app and user ID are right, and ask TalkJS.",
  },
  CERTIFICATE_NO_LOOK: {
    ...CONFLICT,
    message: "This process doesn't reach TalkJS, so it can't look at anybody.",
    remedy: "Set TALKJS_APP_ID and TALKJS_SECRET_KEY, or ask a service that has them (SCRUBJAY_URL).",
  },
  CERTIFICATE_NOT_SEALED: {
    ...BROKEN,
    message: "What this certificate rests on isn't sealed yet.",
    remedy:
      "It is within seconds while a service or a worker runs (scrubjay serve, scrubjay worker); then try again",
  },
  CERTIFICATE_EVIDENCE_BROKEN: {
    ...BROKEN,
    message: ({ finding }: { finding: string }) =>
      `The evidence doesn't hold, so nothing is certified: ${finding}.`,
    remedy: "Find out what was changed: scrubjay audit verify",
  },
  "CERTIFICATE_NOT_ONE.none": {
    ...CONFLICT,
    message: ONE_A_PAGE,
    remedy: "Ask for JSON: it tells who has none, and why.",
  },
  "CERTIFICATE_NOT_ONE.several": {
    ...CONFLICT,
    message: ONE_A_PAGE,
    remedy: "Name the person with ?pseudonym=…; JSON has the pseudonyms.",
  },
  NO_CERTIFICATE: {
    ...CONFLICT,
    message: ({ why }: { why: string }) => `This person has no certificate. ${why}`,
    remedy: "Only what was read back blank is certified.",
  },
} as const satisfies ErrorRows;
