import type { Api } from "../api.js";
import type { Backend } from "../backend.js";
import type { Fetcher } from "./http.js";

/** What people see in a browser; it has its own addresses beside the API's. */
export interface Frontend {
  /** Whether one of its addresses begins so. */
  isPage: (pathname: string) => boolean;
  open: (backend: Backend, api: Api, ending: AbortSignal) => Fetcher;
}

/** How the addresses of the API begin. */
export const API_PLACES: ReadonlySet<string> = new Set(["v1", "opendsr", "log"]);

/** Whether the front answers a call: it has that address, or nobody has it and a browser shows what comes back. */
export function isForFront({ isPage }: Frontend, { url, headers }: Request): boolean {
  const { pathname } = new URL(url);
  if (isPage(pathname)) return true;
  const isBrowser = headers.get("accept")?.includes("text/html") ?? false;
  return isBrowser && !API_PLACES.has(pathname.split("/")[1] ?? "");
}
