import { isFailure } from "../base/errors.js";

/** How TalkJS took a call: with an answer, or with a status by which it refuses. */
export type Attempt<T> = { taken: true; value: T } | { taken: false; status: number };

/**
 * Has a refusal as an answer, for it is what is asked about.
 * @throws whatever is none: no answer, a 5xx, credentials that aren't accepted.
 */
export async function attempt<T>(call: Promise<T>): Promise<Attempt<T>> {
  try {
    return { taken: true, value: await call };
  } catch (error) {
    if (isFailure(error, "API_NOT_FOUND")) return { taken: false, status: 404 };
    if (isFailure(error, "API_REJECTED")) return { taken: false, status: error.facts.status };
    if (isFailure(error, "API_UNAUTHORIZED") && error.facts.status === 403)
      return { taken: false, status: 403 };
    throw error;
  }
}

/** What a question needs couldn't be brought about, or no answer of REST shows it. */
export class UnseenError extends Error {
  constructor() {
    super("TalkJS's answers don't show it");
  }
}

/** The answer of a call that only prepares a question. @throws UnseenError where it is refused. */
export async function prepared<T>(call: Promise<T>): Promise<T> {
  const tried = await attempt(call);
  if (!tried.taken) throw new UnseenError();
  return tried.value;
}

/** @throws UnseenError where there is none. */
export function seen<T>(value: T | null | undefined): T {
  if (value === null || value === undefined) throw new UnseenError();
  return value;
}

/** What was prepared, or undefined where it couldn't be brought about. */
export async function orUnseen<T>(preparing: Promise<T>): Promise<T | undefined> {
  try {
    return await preparing;
  } catch (error) {
    if (error instanceof UnseenError) return undefined;
    throw error;
  }
}
