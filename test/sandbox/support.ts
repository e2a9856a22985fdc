import { onTestFinished } from "vitest";
import { Client, type Dispatcher } from "undici";
import type { SandboxOptions } from "../../src/sandbox/options.js";
import { startSandbox, type Sandbox } from "../../src/sandbox/sandbox.js";
import type { SandboxStats } from "../../src/sandbox/api/stats.js";

/** Everything that one answer or another has, of which a test reads what its own answer must have. */
export interface Json {
  id: string;
  name: string;
  createdAt: number;
  role: string | null;
  senderId: string | null;
  text: string | null;
  lastMessage: Json | null;
  participants: Record<string, { access: string; notify: unknown; isUnread?: boolean }>;
  reactions: Record<string, string[]>;
  data: Json[];
  errorCode: string;
  reasons: string[] & Record<string, string[]>;
  [field: string]: unknown;
}

/** The parts of any answer that tests look at. `json` is undefined when the body is not JSON. */
export interface Answered {
  status: number;
  headers: Dispatcher.ResponseData["headers"];
  text: string;
  json: Json;
}

/** A sandbox and a plain HTTP client for it, both ended with the test. */
export interface SandboxHarness {
  sandbox: Sandbox;
  /** A call of the API; `path` is what follows `/v1/{appId}`, sent as it is written. */
  call: (method: string, path: string, body?: unknown, headers?: Record<string, string>) => Promise<Answered>;
  /** A call of `/_sandbox/…`. */
  inspect: (method: string, path: string, body?: unknown) => Promise<Answered>;
  stats: () => Promise<SandboxStats>;
  journal: () => Promise<JournalLine[]>;
  fault: (...faults: object[]) => Promise<Answered>;
  /** Sets what the app's dashboard says and what is assumed. */
  settings: (settings: object) => Promise<Answered>;
}

export interface JournalLine {
  time: number;
  user?: string;
  conversation?: string;
  message?: string;
  fields: string[];
  customKeys?: string[];
}

export const NOW = Date.UTC(2026, 0, 15);
export const encode = encodeURIComponent;

export async function start(options: SandboxOptions = {}): Promise<SandboxHarness> {
  const sandbox = await startSandbox({ now: NOW, limits: "unlimited", ...options });
  const client = new Client(sandbox.url);
  onTestFinished(async () => {
    await client.destroy();
    await sandbox.close();
  });
  const send = async (method: string, path: string, body: unknown, headers: Record<string, string>) => {
    const raw = typeof body === "string" || body === undefined ? body : JSON.stringify(body);
    const answer = await client.request({
      method,
      path,
      headers,
      ...(raw !== undefined && { body: raw }),
    });
    const text = await answer.body.text();
    return { status: answer.statusCode, headers: answer.headers, text, json: parsed(text) as Json };
  };
  const auth = { authorization: `Bearer ${sandbox.secretKey}`, "content-type": "application/json" };
  const inspect = (method: string, path: string, body?: unknown) =>
    send(method, `/_sandbox/${path}`, body, {});
  return {
    sandbox,
    call: (method, path, body, headers = auth) => send(method, `/v1/${sandbox.appId}${path}`, body, headers),
    inspect,
    stats: async () => (await inspect("GET", "stats")).json as unknown as SandboxStats,
    journal: async () => lines<JournalLine>((await inspect("GET", "journal")).text),
    settings: (settings) => inspect("PATCH", "settings", settings),
    fault: (...faults) => inspect("POST", "faults", faults),
  };
}

export function lines<T>(text: string): T[] {
  return text
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => JSON.parse(line) as T);
}

/** Every item of a list, page by page. */
export async function pages(harness: SandboxHarness, path: string, query = "limit=100"): Promise<Json[]> {
  const all: Json[] = [];
  for (;;) {
    const last = all.at(-1);
    const cursor = last === undefined ? "" : `&startingAfter=${encode(last.id)}`;
    const { status, json } = await harness.call("GET", `${path}?${query}${cursor}`);
    if (status !== 200) throw new Error(`a page was answered ${status}`);
    if (json.data.length === 0) return all;
    all.push(...json.data);
  }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
