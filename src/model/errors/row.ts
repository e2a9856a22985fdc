/**
 * What a failure says. The texts are made of its facts: counts, states, names of settings, numbers of runs; never a
 * person, a user ID, an address or a body.
 */
export interface ErrorRow {
  /** Of the answer, where a call of the API meets it. */
  status: number;
  /** 2 for bad usage or configuration, 1 for work that was not done. */
  exitCode: 1 | 2;
  /** What is wrong. */
  message: string | ((facts: never) => string);
  /** What to do next; null where the message leaves nothing open. */
  remedy: string | ((facts: never) => string) | null;
}

/**
 * Rows by their code, which is stable and for machines. A code that says several things has a row for each, named after a
 * dot: `RUN_STATE.cancel`.
 */
export type ErrorRows = Readonly<Record<string, ErrorRow>>;

/** Nothing of that name is there. */
export const MISSING = { status: 404, exitCode: 2 } as const;
/** It can't be done as things stand. */
export const CONFLICT = { status: 409, exitCode: 2 } as const;
/** What was sent or written can't be used. */
export const UNUSABLE = { status: 422, exitCode: 2 } as const;
/** Nobody asked for anything wrong. */
export const BROKEN = { status: 503, exitCode: 1 } as const;
