import { BROKEN, CONFLICT, type ErrorRows } from "./row.js";

interface Who {
  /** Its command, process and since when. */
  who: string;
}

/** What this process stands on: the database, Redis, the data folder, programs. */
export const GROUND_ERRORS = {
  LEDGER_UNAVAILABLE: {
    ...CONFLICT,
    message: ({ reason }: { reason: string }) => `The ledger's database can't be opened (${reason}).`,
    remedy:
      "Check DATABASE_URL: host, port, user, password and database name; or unset it to use the embedded ledger.",
  },
  // Nothing was changed.
  LEDGER_TOO_NEW: {
    ...CONFLICT,
    message: "The ledger's database was written by a newer Scrubjay than this one.",
    remedy: "Update this program, then run the command again.",
  },
  // Going on would give people second pseudonyms.
  KEY_MISMATCH: {
    ...CONFLICT,
    message: "The pseudonym key isn't the one that this ledger was made with.",
    remedy:
      "Set SCRUBJAY_PSEUDONYM_KEY to the key that the other processes use, or bring back the key file of the data folder.",
  },
  SEAL_BROKEN: {
    ...BROKEN,
    message:
      "An encrypted user reference of the worklist can't be opened: the key is another one, or the row was changed.",
    remedy:
      "Check SCRUBJAY_PSEUDONYM_KEY. If the database was restored or edited by hand, cancel the run and plan again.",
  },
  DATA_DIR_LOCKED: {
    ...CONFLICT,
    message: ({ who }: Who) => `the data folder is in use by ${who}`,
    remedy: "Wait for it to end, or set DATABASE_URL: a PostgreSQL server serves many processes",
  },
  DATA_DIR_UNUSABLE: {
    ...CONFLICT,
    message: ({ reason }: { reason: string }) => `the data folder can't be used (${reason})`,
    remedy: "Check SCRUBJAY_DATA_DIR: a folder that this user may write",
  },
  // It stood still, on a folder shared with another machine: the process must stop using it.
  DATA_DIR_LOST: {
    ...BROKEN,
    message: "the lock on the data folder was lost",
    remedy: "Start again; nothing that was recorded is lost",
  },
  REDIS_MISSING: {
    ...CONFLICT,
    message:
      "no Redis: REDIS_URL is not set, and neither redis-server, valkey-server nor Docker is available here",
    remedy:
      "Do one of three: set REDIS_URL, install Redis 6.2 or newer (redis-server or valkey-server), or start Docker",
  },
  REDIS_TOO_OLD: {
    ...CONFLICT,
    message: ({ version }: { version: string }) => `Redis ${version} is too old`,
    remedy: "Use Redis 6.2 or newer, or Valkey",
  },
  // The driver's code only: its message can hold the address.
  REDIS_UNREACHABLE: {
    ...CONFLICT,
    message: ({ reason }: { reason: string }) => `the Redis of REDIS_URL can't be used (${reason})`,
    remedy: "Check REDIS_URL, its password, and that Redis runs",
  },
  REDIS_IN_USE: {
    ...CONFLICT,
    message: ({ who }: Who) => `the private Redis of this data folder is in use by ${who}`,
    remedy: "Wait for it to end, or set REDIS_URL: a Redis of your own serves many processes",
  },
  "REDIS_AWAY.queues": {
    ...BROKEN,
    message: "Redis is away. Nothing is lost: the ledger has what is to be done.",
    remedy: null,
  },
  // The queue library never lets go then: the process ends.
  REDIS_AWAY: {
    ...BROKEN,
    message: "Redis was away while stopping. Nothing is lost: what was under way is in the ledger.",
    remedy: "Bring Redis back, then start a worker or: scrubjay resume",
  },
  "PROGRAM_ENDED.logged": {
    ...CONFLICT,
    message: ({ program }: { program: string; logFile: string }) => `${program} ended before it was ready`,
    remedy: ({ logFile }: { logFile: string }) => `Read ${logFile}`,
  },
  PROGRAM_ENDED: {
    ...CONFLICT,
    message: ({ program }: { program: string }) => `${program} ended before it was ready`,
    remedy: "Check that the program can be run",
  },
  INSTALL_FAILED: {
    ...CONFLICT,
    message: ({ name }: { name: string }) => `the package ${name} could not be installed`,
    remedy: ({ name }: { name: string }) => `Run "apt-get install ${name}" yourself and look at what it says`,
  },
} as const satisfies ErrorRows;
