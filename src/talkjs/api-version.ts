/**
 * The version of the REST API that every request asks for. An app's own default is never relied on: what an answer means
 * depends on it.
 * @see https://talkjs.com/docs/Reference/REST_API/Changelog/
 */
export const API_VERSION = "2024-01-01";
export const VERSION_HEADER = "talkjs-rest-version";

/** The last one in which a conversation that somebody has left stays in their own list. */
export const VERSION_WITH_LEFT_CONVERSATIONS = "2021-02-09";

/** How a refusal of the version, and of nothing else, reads. */
const ABOUT_VERSION = /rest-version|api[_ -]?version/i;

/** @param body of a 400. */
export const isAboutVersion = (body: string | undefined): boolean => ABOUT_VERSION.test(body ?? "");
