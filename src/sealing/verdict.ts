import type { Begun } from "./begin-log.js";
import type { Finding, Findings } from "./findings.js";

/** What a verification came to. */
export interface Verdict {
  /** Nothing was found but warnings. */
  holds: boolean;
  /** Oldest first; the last one is open. */
  logs: LogVerdict[];
  /** Rows that wait to be sealed. */
  waiting: number;
  /** In the order of the logs, at most a hundred. */
  findings: Finding[];
  /** How many more there are. */
  more: number;
}

export interface LogVerdict {
  origin: string;
  closedAt: Date | null;
  /** Entries and actions that were looked at. */
  size: number;
  /** Over all of them. */
  root: Buffer;
  /** How many are stored, and the newest whose signature holds. */
  checkpoints: number;
  newest: { size: number; at: Date } | null;
  /** What it says it began with; null when that can't be relied upon. */
  begun: Begun | null;
  /** About what is in the database. */
  findings: Findings;
  /** About keys and checkpoints from elsewhere. */
  apart: Findings;
}
