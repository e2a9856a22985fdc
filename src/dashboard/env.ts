import type { Context } from "hono";
import type { Actor } from "../ledger/evidence/actor.js";
import type { Session } from "../ledger/access/sessions.js";
import type { Backend } from "../server/backend.js";
import type { InProcess } from "../contracts/in-process.js";
import type { PageApi } from "./page-api.js";
import type { Theme } from "./preferences.js";

/** Who looks at a page, and with which session. */
export interface Visitor {
  actor: Actor;
  session: Session;
  /** What every form of theirs must bring back; see csrf.ts. */
  csrf: string;
}

export interface PageEnv {
  Bindings: InProcess;
  Variables: {
    backend: Backend;
    clock: () => Date;
    /** Behind the sign-in only. */
    visitor: Visitor;
    actor: Actor;
    /** The HTTP API, called as the visitor. */
    api: PageApi;
    /** The visitor's time zone, such as Europe/Berlin. */
    zone: string;
    theme: Theme;
    /** The service ends: pages that are being kept live end too. */
    ending: AbortSignal;
  };
}

export type PageContext = Context<PageEnv>;
