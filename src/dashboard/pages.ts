import type { Role } from "../model/roles.js";
import { shortId } from "./words.js";

/** What is at an address, and with which methods. */
const METHODS = {
  /** Read, and where the sign-in leads back to. */
  page: ["GET"],
  /** A page whose form is sent back to it. */
  form: ["GET", "POST"],
  /** Does something, and leads on to a page. */
  act: ["POST"],
  /** A page that answers a form; read again, it leads to the page that the form is on, which is the one above it. */
  answer: ["GET", "POST"],
  /** Is no page: a download, or what pages are made of. */
  file: ["GET"],
  /** Keeps a page live. */
  live: ["GET"],
} as const;

/** What a page is under: an entry of the menu, or the visitor's own. */
export type Place = "overview" | "requests" | "runs" | "audit" | "policy" | "queues" | "account";

interface Row {
  kind: keyof typeof METHODS;
  /** The least role. Whoever sends a form and has less is refused by what does it, which records that. */
  role: Role | "anyone";
  /** What the page is called; a parameter stands for its value. */
  title?: string;
  at?: Place;
  /** What it is called in the menu, if it is there. */
  menu?: string;
}

/** Every address of the dashboard, once. */
export const PAGES = {
  "/": { kind: "page", role: "viewer", at: "overview", title: "Overview", menu: "Overview" },
  "/live/overview": { kind: "live", role: "viewer" },

  "/requests": { kind: "page", role: "viewer", at: "requests", title: "Erasure requests", menu: "Requests" },
  "/requests/new": { kind: "form", role: "operator", at: "requests", title: "New erasure request" },
  "/requests/deliveries": {
    kind: "page",
    role: "viewer",
    at: "requests",
    title: "Messages to other systems",
  },
  "/requests/deliveries/:id/retry": { kind: "act", role: "operator" },
  "/requests/:id": { kind: "page", role: "viewer", at: "requests", title: "Request :id" },
  "/requests/:id/cancel": { kind: "act", role: "operator" },
  "/requests/:id/certificate": { kind: "act", role: "operator" },
  "/requests/:id/extend": { kind: "form", role: "operator", at: "requests", title: "Extend the deadline" },
  "/requests/:id/retry": { kind: "act", role: "operator" },
  "/live/requests/:id": { kind: "live", role: "viewer" },

  "/runs": { kind: "page", role: "viewer", at: "runs", title: "Runs", menu: "Runs" },
  "/runs/:run": { kind: "page", role: "viewer", at: "runs", title: "Run :run" },
  "/runs/:run/approve": { kind: "act", role: "approver" },
  "/runs/:run/cancel": { kind: "act", role: "operator" },
  "/runs/:run/certificate": { kind: "act", role: "operator" },
  "/runs/:run/dismiss": { kind: "act", role: "operator" },
  "/runs/:run/pause": { kind: "act", role: "operator" },
  "/runs/:run/refuse": { kind: "act", role: "operator" },
  "/runs/:run/resume": { kind: "act", role: "operator" },
  "/runs/:run/retry": { kind: "act", role: "operator" },
  "/live/runs": { kind: "live", role: "viewer" },
  "/live/runs/:run": { kind: "live", role: "viewer" },

  "/audit": { kind: "page", role: "viewer", at: "audit", title: "Audit", menu: "Audit" },
  "/audit/person": { kind: "answer", role: "viewer", at: "audit", title: "A person in the audit log" },
  "/audit/entries": { kind: "page", role: "viewer", at: "audit", title: "Audit entries" },
  "/audit/actions": { kind: "page", role: "viewer", at: "audit", title: "Audit actions" },
  "/audit/log": { kind: "page", role: "viewer", at: "audit", title: "The sealed log" },
  "/audit/log/checkpoint": { kind: "file", role: "viewer" },
  "/audit/log/consistency": { kind: "answer", role: "viewer" },
  "/audit/log/publication": { kind: "act", role: "operator" },
  "/audit/log/verification": {
    kind: "answer",
    role: "viewer",
    at: "audit",
    title: "Verification of the log",
  },
  "/audit/export": { kind: "file", role: "viewer" },
  "/audit/proofs/:index": { kind: "file", role: "viewer" },
  "/live/audit/log": { kind: "live", role: "viewer" },

  "/policy": { kind: "page", role: "viewer", at: "policy", title: "Policy", menu: "Policy" },
  "/schedules": { kind: "page", role: "viewer", at: "policy", title: "Schedules" },
  "/schedules/new": { kind: "form", role: "operator", at: "policy", title: "New schedule" },
  "/schedules/:name": { kind: "page", role: "viewer", at: "policy", title: "Schedule :name" },
  "/schedules/:name/remove": { kind: "act", role: "operator" },
  "/schedules/:name/run": { kind: "act", role: "operator" },
  "/live/schedules/:name": { kind: "live", role: "viewer" },
  "/holds": { kind: "page", role: "viewer", at: "policy", title: "Legal holds" },
  "/holds/new": { kind: "form", role: "operator", at: "policy", title: "Place a legal hold" },
  "/holds/person": { kind: "answer", role: "viewer", at: "policy", title: "Holds on one person" },
  "/holds/:id": { kind: "page", role: "viewer", at: "policy", title: "Legal hold :id" },
  "/holds/:id/confirm": { kind: "act", role: "operator" },
  "/holds/:id/lift": { kind: "act", role: "operator" },
  "/comebacks": { kind: "page", role: "viewer", at: "policy", title: "Comebacks" },
  "/comebacks/look": { kind: "form", role: "operator", at: "policy", title: "Watch for comebacks" },
  "/comebacks/watches/:watch": { kind: "page", role: "viewer", at: "policy", title: "Watch :watch" },
  "/comebacks/watches/:watch/cancel": { kind: "act", role: "operator" },
  "/comebacks/person": {
    kind: "answer",
    role: "viewer",
    at: "policy",
    title: "A person on the suppression list",
  },
  "/comebacks/person/remove": { kind: "act", role: "operator" },
  "/live/comebacks": { kind: "live", role: "viewer" },
  "/live/comebacks/watches/:watch": { kind: "live", role: "viewer" },

  "/queues": { kind: "page", role: "viewer", at: "queues", title: "Queues", menu: "Queues" },
  "/queues/resume": { kind: "act", role: "approver" },
  "/queues/:queue": { kind: "page", role: "viewer", at: "queues", title: "Queue :queue" },
  "/queues/:queue/resume": { kind: "act", role: "approver" },
  "/queues/:queue/retry": { kind: "act", role: "approver" },
  "/queues/:queue/jobs/:job/promote": { kind: "act", role: "approver" },
  "/queues/:queue/jobs/:job/retry": { kind: "act", role: "approver" },
  "/live/queues": { kind: "live", role: "viewer" },
  "/live/queues/:queue": { kind: "live", role: "viewer" },

  "/account": { kind: "page", role: "viewer", at: "account", title: "Your account" },
  "/account/password": { kind: "act", role: "viewer" },
  "/account/sign-out": { kind: "act", role: "viewer" },
  "/account/sign-out-everywhere": { kind: "act", role: "viewer" },
  "/account/theme": { kind: "act", role: "viewer" },

  "/sign-in": { kind: "form", role: "anyone" },
  "/sign-in/link": { kind: "form", role: "anyone" },
  "/assets/:version/:file": { kind: "file", role: "anyone" },
} as const satisfies Record<`/${string}`, Row>;

export type Address = keyof typeof PAGES;
type Matching<R> = { [A in Address]: (typeof PAGES)[A] extends R ? A : never }[Address];
export type AddressOf<K extends Row["kind"]> = Matching<{ kind: K }>;
/** Those behind the sign-in. */
export type KnownAddress = Exclude<Address, Matching<{ role: "anyone" }>>;
/** What stands behind an address, such as `approve` behind `/runs/:run`. */
export type PartAfter<A extends Address, All extends Address = Address> = All extends `${A}/${infer Part}`
  ? Part
  : never;
/** Addresses of what is shown as a page of its own. */
export type PageAddress = Matching<{ title: string }>;

/** The same, to be gone through. */
export const ROWS = Object.entries<Row>(PAGES).map(([address, row]) => ({
  address,
  ...row,
  methods: METHODS[row.kind],
}));

/** @param about has the address's parameter, by its name. */
export const titleOf = (address: PageAddress, about: object = {}): string =>
  PAGES[address].title.replace(/:(\w+)/, (_, name: string) => {
    const value = String((about as Record<string, unknown>)[name]);
    return name === "id" ? shortId(value) : value;
  });

/** Pages behind the sign-in that can be opened by their address. */
export const OPENABLE = ROWS.filter(
  ({ kind, role }) => (kind === "page" || kind === "form") && role !== "anyone",
).map(({ address }) => address);

export const MENU = ROWS.flatMap(({ address, at, menu }) =>
  at !== undefined && menu !== undefined ? [{ section: at, address, name: menu }] : [],
);

const placeOf = (pathname: string): string => pathname.split("/")[1] ?? "";
/** The first parts of all addresses of pages. */
const PLACES = new Set(ROWS.map(({ address }) => placeOf(address)));

/** Whether an address is one of the dashboard's. */
export const isPage = (pathname: string): boolean => PLACES.has(placeOf(pathname));
