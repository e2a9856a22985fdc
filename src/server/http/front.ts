import type { Api } from "../api.js";
import type { Desk } from "../desk.js";
import type { Fetcher } from "./http.js";

/** What people see in a browser; it has its own addresses beside the API's. */
export interface Front {
  isPage: (pathname: string) => boolean;
  open: (desk: Desk, api: Api, ending: AbortSignal) => Fetcher;
}
