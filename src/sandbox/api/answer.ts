/** An answer before it is sent: `body` is JSON text. */
export interface Answer {
  status: number;
  body: string;
  headers?: Record<string, string>;
}

/** What an error's `reasons` can be: TalkJS answers both shapes. */
export type Reasons = readonly string[] | Record<string, readonly string[]>;

export const EMPTY: Answer = { status: 200, body: "{}" };

export function ok(body: string): Answer {
  return { status: 200, body };
}

export function fail(status: number, errorCode: string, reasons: Reasons): Answer {
  return { status, body: JSON.stringify({ errorCode, reasons }) };
}

export function badRequest(reasons: Reasons): Answer {
  return fail(400, "BAD_REQUEST", reasons);
}

export function notFound(what: string): Answer {
  return fail(404, "NOT_FOUND", [`no such ${what}`]);
}

export function list(texts: readonly string[]): Answer {
  return ok(`{"data":[${texts.join(",")}]}`);
}
