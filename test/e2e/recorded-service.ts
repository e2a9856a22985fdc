import { expect, onTestFinished } from "vitest";
import { csrfToken } from "../../src/dashboard/csrf.js";
import { scrubjay, startScrubjay, type Child, type Ended } from "../support/cli.js";
import { until } from "../support/until.js";
import { CANARY, type Traces } from "./traces.js";

export interface Answer {
  status: number;
  text: string;
  json: Record<string, unknown>;
}

export interface Call {
  /** A text is sent as it is, anything else as JSON. */
  body?: unknown;
  /** Undefined: the service's usual one; null: none. */
  token?: string | null;
  headers?: Record<string, string>;
}

export interface Visit {
  fields?: Record<string, string>;
  /** Undefined: the service's session; null: none. */
  cookie?: string | null;
}

const SELDOM = { every: 200 };

/** Where operators and approvers read policies in words, by the API's address or the page's. */
const POLICIES = /\/(?:policy|policies)$|^(?:\/live)?\/runs\/\d+(?:\?|$)/;
const CONDITION = new RegExp(`(custom field (?:&quot;|\\\\?"))${CANARY} [a-z-]+`, "g");

/** What such an answer tells but for the names of the custom fields that a policy looks at, which it is to tell. */
export const withoutPolicyNames = (path: string, text: string): string =>
  POLICIES.test(path) ? text.replace(CONDITION, "$1") : text;

/** A service, its workers and its commands, of which every word is recorded. */
export class RecordedService {
  /** Of approver, operator (a controller) and viewer. */
  readonly tokens = { officer: "", partner: "", auditor: "" };
  /** Of an approver at the dashboard: the link that signed them in, and their session's cookie. */
  readonly session = { link: "", cookie: "" };
  url = "";
  readonly #recorded: { from: string; text: string }[] = [];
  readonly #children: Child[] = [];

  /** @param env of the service. @param outside what commands beside it are told. */
  constructor(
    readonly cwd: string,
    readonly env: Record<string, string>,
    private readonly outside: (service: RecordedService) => Record<string, string>,
  ) {}

  record(from: string, text: string): void {
    this.#recorded.push({ from, text });
  }

  /** Traces in what was said, and by whom. */
  tracesIn(traces: Traces): string[] {
    if (!traces.isIn(this.all)) return [];
    return this.#recorded.flatMap(({ from, text }) => traces.excerpts(text).map((it) => `${from}: ${it}`));
  }

  get all(): string {
    return this.#recorded.map(({ text }) => text).join("\n");
  }

  async serve(settings: Record<string, string> = {}): Promise<void> {
    const child = this.#start(["serve", "--port", "0"], settings);
    [, this.url = ""] = await child.untilOutput(/ at (http:\/\/127\.0\.0\.1:\d+)/, SELDOM);
  }

  /** @returns where its metrics are. */
  async worker(): Promise<string> {
    const [, url = ""] = await this.#start(["worker"], { PORT: "0" }).untilOutput(/metrics at (\S+)/, SELDOM);
    return url;
  }

  #start(args: string[], settings: Record<string, string>): Child {
    const child = startScrubjay(args, { cwd: this.cwd, env: { ...this.env, ...settings } });
    this.#children.push(child);
    onTestFinished(async () => {
      child.kill("SIGKILL");
      await child.exited;
    });
    return child;
  }

  /** Ends all processes in good order. */
  async close(): Promise<void> {
    for (const child of this.#children.splice(0)) {
      child.kill("SIGTERM");
      const ended = await child.exited;
      expect(ended.code, ended.stderr).toBe(0);
      this.record("a process", ended.stdout);
      this.record("a process's log", ended.stderr);
    }
  }

  /** A command beside the service, or through it. */
  async command(args: string[], stdin = "", env = this.outside(this)): Promise<Ended> {
    const ended = await scrubjay(args, { cwd: this.cwd, env, stdin });
    this.record(`scrubjay ${args[0]} ${args[1]}`, ended.stdout + ended.stderr);
    return ended;
  }

  /** Tokens are shown once, so that these words alone are not listened to. */
  async makeTokens(): Promise<void> {
    const roles = { officer: "approver", partner: "operator", auditor: "viewer" };
    for (const name of ["officer", "partner", "auditor"] as const) {
      const args = ["token", "create", "--name", name, "--role", roles[name], "--json"];
      this.tokens[name] = (JSON.parse(await this.#unrecorded(args)) as { token: string }).token;
    }
  }

  /** Lets an approver in to the dashboard. Their link, too, is shown once. */
  async signIn(): Promise<void> {
    const said = await this.#unrecorded(["account", "create", "--name", "anna", "--role", "approver"]);
    const link = new URL(said.trim()).searchParams.get("key") ?? "";
    const into = await this.visit("/sign-in/link", { fields: { link }, cookie: null });
    expect(into.status).toBe(303);
    const [, cookie = ""] = /^scrubjay=([^;]+)/.exec(into.headers.getSetCookie()[0] ?? "") ?? [];
    Object.assign(this.session, { link, cookie });
  }

  async #unrecorded(args: string[]): Promise<string> {
    const env = this.env["DATABASE_URL"] === undefined ? {} : this.env;
    const { code, stdout, stderr } = await scrubjay(args, { cwd: this.cwd, env });
    expect(code, stderr).toBe(0);
    return stdout;
  }

  /** What a page answers to whoever is signed in, or with `null` to anybody; with fields, to a form of its own. */
  async visit(path: string, { fields, cookie = this.session.cookie }: Visit = {}): Promise<Response> {
    const headers: Record<string, string> = { "sec-fetch-site": "same-origin" };
    if (cookie !== null) headers["cookie"] = `scrubjay=${cookie}`;
    if (!fields) return fetch(this.url + path, { headers, redirect: "manual" });
    const body = new URLSearchParams({ ...(cookie !== null && { csrf: csrfToken(cookie) }), ...fields });
    return fetch(this.url + path, { method: "POST", headers, body, redirect: "manual" });
  }

  /** @param line such as `GET /v1/runs`. */
  async call(line: string, { body, token = this.tokens.officer, headers = {} }: Call = {}): Promise<Answer> {
    const [method = "", path = ""] = line.split(/ (.*)/s);
    const answer = await fetch(this.url + path, {
      method,
      headers: {
        ...(token !== null && { authorization: `Bearer ${token}` }),
        ...(body !== undefined && { "content-type": "application/json" }),
        ...headers,
      },
      ...(body !== undefined && { body: typeof body === "string" ? body : JSON.stringify(body) }),
    });
    const text = await answer.text();
    const json = /[/+]json$/.test(answer.headers.get("content-type")?.split(";")[0] ?? "")
      ? (JSON.parse(text || "{}") as Record<string, unknown>)
      : {};
    // The standard wants the body back, from a service that has just been told it.
    const handedBack = json["encoded_request"];
    this.record(
      method,
      withoutPolicyNames(path, typeof handedBack === "string" ? text.replace(handedBack, "") : text),
    );
    this.record(`${method}: headers`, JSON.stringify([...answer.headers]));
    return { status: answer.status, text, json };
  }

  /** As `call`, and it must go well. */
  async ask(line: string, call?: Call): Promise<Record<string, unknown>> {
    const { status, text, json } = await this.call(line, call);
    expect(status, `${line}: ${text}`).toBeLessThan(300);
    return json;
  }

  /** Asks until the state is one of these. */
  async reach(path: string, ...states: string[]): Promise<Record<string, unknown>> {
    let last: unknown;
    const look = async () => {
      const found = await this.ask(`GET ${path}`);
      last = found["state"] ?? found["request_status"];
      return states.includes(String(last)) && found;
    };
    return until(`${path} is ${states.join(" or ")}`, look, SELDOM).catch((error: unknown) => {
      throw new Error(`it is ${String(last)}`, { cause: error });
    });
  }
}
