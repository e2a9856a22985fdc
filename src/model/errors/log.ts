import { BROKEN, CONFLICT, MISSING, type ErrorRows } from "./row.js";

const ASK_AGAIN =
  "What was written is sealed and signed within seconds while a service or worker runs; ask again then.";
const BY_HAND =
  "Run it by hand with a checkpoint on its standard input, and look at what it says: scrubjay audit checkpoint";

/** The sealed log, what is proved from it, and where its checkpoints go. */
export const LOG_ERRORS = {
  // Something was changed, lost or put back: it isn't the log that was signed before.
  LOG_BROKEN: {
    ...BROKEN,
    message: ({ finding }: { finding: string }) => `The sealed log doesn't hold: ${finding}.`,
    remedy:
      "Run scrubjay audit verify to see what is wrong. If the database was restored from a backup, bring back a newer one; if entries are lost for good, begin a new log that says so: scrubjay audit restart",
  },
  LOG_ORIGIN: {
    ...CONFLICT,
    message: ({ origin }: { origin: string }) =>
      `This ledger's log is named ${origin}, and SCRUBJAY_LOG_ORIGIN says otherwise. A log keeps its name for good.`,
    remedy: ({ origin }: { origin: string }) => `Set SCRUBJAY_LOG_ORIGIN=${origin}, or unset it.`,
  },
  SIGNING_KEY_OTHER: {
    ...CONFLICT,
    message: ({ expected, found }: { expected: string; found: string }) =>
      `The log is signed with key ${expected}, and this process has key ${found}.`,
    remedy:
      "Bring back the signing key (SCRUBJAY_SIGNING_KEY, or signing.key in the key folder). To change it on purpose: scrubjay keys rotate signing",
  },
  // Nothing was written.
  LOG_FENCED_OFF: {
    ...BROKEN,
    message: "Another process seals the log now.",
    remedy: "Nothing is to be done: it goes on where this one was.",
  },
  NO_LOG: {
    ...MISSING,
    message: "There is no sealed log yet.",
    remedy: "It begins when serve, worker or a run first works on this ledger; nothing is to be set up.",
  },
  LOG_NOT_FOUND: {
    ...MISSING,
    message: "There is no such log of this app.",
    remedy: "They are counted from 1; each restart begins another one.",
  },
  "NOT_SIGNED.checkpoint": {
    ...MISSING,
    message: ({ size, newest }: { size: number; newest: number }) =>
      `No checkpoint over ${size} is kept: the newest checkpoint is over ${newest}.`,
    remedy: ASK_AGAIN,
  },
  "NOT_SIGNED.index": {
    ...MISSING,
    message: ({ index, newest }: { index: number; newest: number }) =>
      `Nothing at index ${index} is signed: the newest checkpoint is over ${newest}.`,
    remedy: ASK_AGAIN,
  },
  "NOT_SIGNED.size": {
    ...MISSING,
    message: ({ size, newest }: { size: number; newest: number }) =>
      `Nothing over ${size} entries was signed: the newest checkpoint is over ${newest}.`,
    remedy: ASK_AGAIN,
  },
  NO_TILE: {
    ...MISSING,
    message: "The log has no such tile.",
    remedy: "Ask for one that the newest checkpoint covers.",
  },
  LOG_HOLDS: {
    ...CONFLICT,
    message: "The sealed log holds: nothing was found that a new one would have to say.",
    remedy: "Nothing is to be done. A restart is only for entries that are lost for good.",
  },
  LOG_BUSY: {
    ...CONFLICT,
    message: "Another process seals the log, or begins a new one.",
    remedy:
      "Try again in a minute; nothing was changed. If it stays so, stop the services and workers first.",
  },
  VERIFICATIONS_BUSY: {
    status: 429,
    exitCode: 2,
    message: ({ running }: { running: number }) => `${running} verifications are under way already.`,
    remedy: "Try again when one of them has ended.",
  },
  // One of the two isn't what it was.
  PUBLISH_CONFLICT: {
    ...BROKEN,
    message: ({ finding }: { finding: string }) =>
      `What was published before doesn't fit the sealed log: ${finding}.`,
    remedy:
      "Keep both as they are, and compare the published one with the log: scrubjay audit verify --checkpoint <file>",
  },
  COMMAND_LATE: {
    ...BROKEN,
    message: "The command that takes checkpoints took longer than a minute, and was ended.",
    remedy: BY_HAND,
  },
  COMMAND_FAILED: {
    ...BROKEN,
    message: ({ result }: { result: number | string }) =>
      `The command that takes checkpoints failed (${result}).`,
    remedy: BY_HAND,
  },
} as const satisfies ErrorRows;
