import type { IncomingHttpHeaders } from "node:http";

/** The newest version that TalkJS documents; each is a date, and a request may ask for any up to it. */
export const NEWEST_API_VERSION = "2024-01-01";

/** From then on lists of conversations can be sorted and are, by their last activity; before, newest first by creation. */
export const CONVERSATIONS_SORTABLE = "2021-02-09";
/** From then on a conversation that somebody leaves is gone from their own list. */
export const LEFT_CONVERSATIONS_GO = "2021-07-30";
/** From then on the conversations of somebody unknown are a 404; before, an empty list. */
export const UNKNOWN_IS_404 = "2024-01-01";

const DATE = /^\d{4}-\d{2}-\d{2}$/;

/**
 * The version that a request is answered by: of its header, else the app's own.
 * @returns undefined for one that there isn't. Assumption: TalkJS refuses it with a 400.
 */
export function versionOf(asked: unknown, ofApp: string): string | undefined {
  const version = asked ?? ofApp;
  return typeof version === "string" && DATE.test(version) && version <= NEWEST_API_VERSION
    ? version
    : undefined;
}

export const versionHeader = (headers: IncomingHttpHeaders): unknown => headers["talkjs-rest-version"];

export const UNKNOWN_VERSION = "TalkJS-REST-Version: there is no such version";
