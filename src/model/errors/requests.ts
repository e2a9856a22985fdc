import { CONFLICT, MISSING, UNUSABLE, type ErrorRows } from "./row.js";

interface State {
  state: string;
}

/** Erasure requests, legal holds, and what other systems are told. */
export const REQUEST_ERRORS = {
  REQUEST_NOT_FOUND: {
    ...MISSING,
    message: "There is no such erasure request for this app.",
    remedy: "See the requests with: scrubjay request list",
  },
  "REQUEST_STATE.cancel": {
    ...CONFLICT,
    message: ({ state }: State) => `This request can't be cancelled: it is ${state}.`,
    remedy: "Only what has not begun, waits, or failed can be given up.",
  },
  "REQUEST_STATE.retry": {
    ...CONFLICT,
    message: ({ state }: State) => `This request can't be tried again: it is ${state}, not failed.`,
    remedy: null,
  },
  "REQUEST_STATE.ended": {
    ...CONFLICT,
    message: ({ state }: State) => `The deadline of this request can't be extended: it is ${state}.`,
    remedy: null,
  },
  "REQUEST_STATE.extended": {
    ...CONFLICT,
    message:
      "The deadline of this request can't be extended: it was extended before, and the law allows it once.",
    remedy: null,
  },
  "REQUEST_STATE.overdue": {
    ...CONFLICT,
    message:
      "The deadline of this request can't be extended: its deadline has passed; the person had to be told before.",
    remedy: null,
  },
  UNKNOWN_APP: { ...MISSING, message: "This service works on another app.", remedy: null },
  NOT_PENDING: {
    status: 400,
    exitCode: 2,
    message: "Only a pending request can be cancelled, and this one isn't (any more).",
    remedy: null,
  },
  OPENDSR_NOT_SET_UP: {
    ...MISSING,
    message:
      "OpenDSR isn't set up: SCRUBJAY_OPENDSR_DOMAIN, SCRUBJAY_OPENDSR_KEY_FILE and SCRUBJAY_OPENDSR_CERTIFICATE_FILE are missing.",
    remedy: "Set all three and start the service again; .env.example explains each.",
  },
  HOLD_NOT_FOUND: {
    ...MISSING,
    message: "There is no such legal hold on this app.",
    remedy: "See the holds with: scrubjay hold list",
  },
  HOLD_STATE: { ...CONFLICT, message: "This hold was lifted before.", remedy: null },
  "HOLD_STATE.confirm": {
    ...CONFLICT,
    message:
      "There is nothing to confirm: TalkJS knows the person of this hold, or somebody has confirmed it.",
    remedy: null,
  },
  DELIVERY_NOT_FOUND: {
    ...MISSING,
    message: "There is no such message to another system for this app.",
    remedy: "See the messages with: scrubjay delivery list",
  },
  DELIVERY_STATE: {
    ...CONFLICT,
    message: ({ state }: State) => `This message is ${state}; only a parked one can be tried again.`,
    remedy: null,
  },
  // Never with the address.
  CALLBACK_REFUSED: {
    ...UNUSABLE,
    message: ({ why, reason }: { why: string; reason: string }) =>
      `Nothing is sent to this callback address: ${why} (${reason}).`,
    remedy: "Use an https address of a public host, and add the host to SCRUBJAY_CALLBACK_HOSTS.",
  },
} as const satisfies ErrorRows;
