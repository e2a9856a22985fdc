import { TALKJS_ORIGIN } from "../../model/talkjs-origin.js";

/** Where TalkJS's client looks for each of its APIs. */
export interface ApiUrls {
  realtimeWsApiUrl: string;
  internalHttpApiUrl: string;
  restApiHttpUrl: string;
}

/**
 * The client's addresses for that of the REST API; undefined: those that it has itself, for TalkJS's own.
 * @param apiUrl an http or https URL, with or without `/v1`.
 */
export function apiUrlsOf(apiUrl: string): ApiUrls | undefined {
  const url = new URL(apiUrl);
  if (url.origin === TALKJS_ORIGIN) return undefined;
  const base = `${url.origin}${url.pathname.replace(/\/+$/, "").replace(/\/v1$/, "")}`;
  return {
    realtimeWsApiUrl: `${base.replace(/^http/, "ws")}/v1`,
    internalHttpApiUrl: `${base}/api/v0`,
    restApiHttpUrl: `${base}/v1`,
  };
}
