import { expect } from "vitest";
import { JOB_STATES } from "../../src/dashboard/queues/reads.js";
import { QUEUE_NAMES } from "../../src/queue/queue-name.js";
import { crawl, PAGE_ROUTES, routeOf, seenIn, UNLINKED, type Seen } from "../dashboard/crawl.js";
import { API_ROLES, type Least } from "../dashboard/roles.js";
import { withoutPolicyNames, type RecordedService } from "./recorded-service.js";
import { NOBODYS_ID } from "./canary-refusals.js";

const MOST_DELIVERIES = 10;
const FIRST_TILE = "tile/0/000.p/1";

/** Where the pages' addresses tell what stands in an API's. */
const FILLED: Record<string, RegExp> = {
  "/v1/requests/{id}": /^\/requests\/([\da-f-]{36})$/,
  "/v1/holds/{id}": /^\/holds\/([\da-f-]{36})$/,
  "/v1/runs/{run}": /^\/runs\/(\d+)$/,
  "/v1/runs/{run}/pace": /^\/runs\/(\d+)$/,
  "/v1/runs/{run}/policy": /^\/runs\/(\d+)$/,
  "/v1/runs/{run}/progress": /^\/runs\/(\d+)$/,
  "/v1/watches/{watch}": /^\/comebacks\/watches\/(\d+)$/,
  "/v1/schedules/{name}": /^\/schedules\/(?!new$)([a-z-]+)$/,
  "/v1/audit/proofs/{index}": /^\/audit\/proofs\/(\d+)/,
};
/** Those of which there is one to ask for. */
const FIXED: Record<string, string> = {
  "/log/tile/{level}/{index}": `/log/${FIRST_TILE}`,
  "/log/{log}/checkpoint": "/log/1/checkpoint",
  "/log/{log}/tile/{level}/{index}": `/log/1/${FIRST_TILE}`,
  "/log/{log}/vkey": "/log/1/vkey",
  "/v1/audit/consistency": "/v1/audit/consistency?from=1",
};

/** A link without its key; what was asked for in vain, which the audit log tells; what was removed, which messages tell. */
const FOR_NOTHING = ["/sign-in/link", `/requests/${NOBODYS_ID}`, "/schedules/nightly"];

/** An approver who looks at everything there is to be seen. What they see is recorded. */
export class FullCrawl {
  readonly #seen = new Set<string>();
  #pages: Seen[] = [];

  constructor(private readonly service: RecordedService) {}

  /** As people see it now. */
  async all(): Promise<void> {
    await this.#everyPage();
    await this.#queues();
  }

  /** Every page that a link leads to, with the first parts of those that are live. */
  async #everyPage(): Promise<void> {
    const found = await crawl((path) => this.service.visit(path), ["/", ...Object.values(UNLINKED)]);
    for (const seen of found) this.#record(routeOf(seen.path) ?? seen.path, seen);
    const isDead = ({ path, status }: Seen) => status >= 400 && !FOR_NOTHING.includes(path);
    expect(found.filter(isDead).map(({ path, status }) => `${status} ${path}`)).toEqual([]);
    this.#pages = found;
  }

  /** The queues and their jobs. */
  async #queues(): Promise<void> {
    for (const name of QUEUE_NAMES)
      for (const state of JOB_STATES) {
        const path = `/queues/${name}?state=${state}`;
        const seen = await seenIn(path, await this.service.visit(path));
        expect(seen.status, path).toBe(200);
        this.#record("GET /queues/:queue", seen);
      }
  }

  /** The API as it is read; the pages must have been gone through. */
  async #api(): Promise<void> {
    for (const [route, least] of Object.entries(API_ROLES)) {
      const [method, path = ""] = route.split(" ");
      if (method !== "GET") continue;
      for (const at of await this.#addressesOf(path)) this.#recorded(route, await this.#call(at), least);
    }
  }

  /** All of it, and nothing may have been left out. */
  async everything(): Promise<void> {
    await this.all();
    await this.#api();
    const api = Object.keys(API_ROLES).filter((route) => route.startsWith("GET "));
    expect([...PAGE_ROUTES, ...api].filter((route) => !this.#seen.has(route))).toEqual([]);
  }

  async #addressesOf(path: string): Promise<string[]> {
    if (path === "/v1/deliveries/{id}") {
      const { deliveries } = await this.service.ask("GET /v1/deliveries");
      return (deliveries as { id: string }[])
        .slice(0, MOST_DELIVERIES)
        .map(({ id }) => `/v1/deliveries/${id}`);
    }
    const filled = FILLED[path];
    if (!filled) return [FIXED[path] ?? path];
    const values = this.#pages.flatMap(({ path: page, status }) =>
      status === 200 ? (filled.exec(page)?.[1] ?? []) : [],
    );
    return [...new Set(values)].map((value) => path.replace(/\{\w+\}/, value));
  }

  async #call(at: string): Promise<number> {
    return (await this.service.call(`GET ${at}`)).status;
  }

  #recorded(route: string, status: number, least: Least): void {
    expect(status, route).toBe(least === "owner" ? 403 : 200);
    this.#seen.add(route);
  }

  #record(route: string, seen: Seen): void {
    if (seen.status < 400 || route === "GET /sign-in/link") this.#seen.add(route);
    this.service.record(route, JSON.stringify([seen.status, seen.headers]));
    this.service.record(route, withoutPolicyNames(seen.path, seen.text));
  }
}
