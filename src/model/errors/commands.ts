import { BROKEN, CONFLICT, type ErrorRows } from "./row.js";

const LATER = "goes on as soon as a service or a worker runs";

/** What ends a command: its settings, the service it asks, a person. */
export const COMMAND_ERRORS = {
  // Never with a value: some are secrets.
  CONFIG_INVALID: {
    ...CONFLICT,
    message: ({ problems }: { problems: string }) => `The settings can't be used:\n${problems}`,
    remedy: "Set them in the environment or in a file named .env; .env.example explains each.",
  },
  SERVICE_AWAY: {
    ...CONFLICT,
    message: ({ reason }: { reason: string }) => `The Scrubjay service can't be reached (${reason}).`,
    remedy: "Check that it runs (scrubjay serve), SCRUBJAY_URL, and the network.",
  },
  // Nothing was asked of it.
  OTHER_APP: {
    ...CONFLICT,
    message: ({ theirs, ours }: { theirs: string; ours: string }) =>
      `The service works on app ${theirs}, and TALKJS_APP_ID is ${ours}.`,
    remedy: "Set SCRUBJAY_URL to the service of that app, or unset TALKJS_APP_ID: the service knows its own.",
  },
  DECLINED: { ...BROKEN, message: "Nothing was changed.", remedy: null },
  // The exit code is that of the signal, where there was one.
  INTERRUPTED: { ...BROKEN, message: "Interrupted.", remedy: null },
  "INTERRUPTED.call": {
    ...BROKEN,
    message: "Interrupted.",
    remedy: "See what was begun with: scrubjay runs",
  },
  "INTERRUPTED.file": { ...BROKEN, message: "Interrupted. The file wasn't written.", remedy: null },
  "INTERRUPTED.probe": {
    ...BROKEN,
    message: "Interrupted. No answer was kept.",
    remedy: "The conversation is deleted, or the next scrubjay probe deletes it.",
  },
  "INTERRUPTED.verification": {
    ...BROKEN,
    message: "Interrupted. The log wasn't verified to its end, and nothing was changed.",
    remedy: null,
  },
  "INTERRUPTED.run": {
    ...BROKEN,
    message: ({ run }: { run: number }) => `Interrupted. Run ${run} is safe in the ledger.`,
    remedy: ({ run }: { run: number }) => `Go on with it: scrubjay resume ${run}`,
  },
  "INTERRUPTED.request": {
    ...BROKEN,
    message: `Interrupted. The request is safe in the ledger, and ${LATER}.`,
    remedy: ({ request }: { request: string }) => `See how far it is: scrubjay request show ${request}`,
  },
  "INTERRUPTED.watch": {
    ...BROKEN,
    message: ({ watch }: { watch: number }) =>
      `Interrupted. Watch ${watch} is safe in the ledger, and ${LATER}.`,
    remedy: "Or now: scrubjay worker",
  },
} as const satisfies ErrorRows;
