import { createInterface } from "node:readline";
import { Readable } from "node:stream";
import { onTestFinished } from "vitest";
import type { Fault } from "../../src/sandbox/api/fault.js";
import type { SandboxOptions } from "../../src/sandbox/options.js";
import { startSandbox } from "../../src/sandbox/sandbox.js";
import { UserSchema, type User } from "../../src/talkjs/user.js";
import type { Finished } from "./finished.js";

/** One change as the sandbox's journal tells it. */
export interface Change {
  time: number;
  user: string;
  fields: string[];
  customKeys?: string[];
}

export interface Stats {
  requests: number;
  refused: number;
  routes: Record<string, { requests: number; refused: number; statuses: Record<string, number> }>;
  lanes: { rest: { requests: number; maxPerSecond: number; burstUsed: number } };
}

/** A local TalkJS of the test's own, looked at past its API. */
export interface TestSandbox {
  url: string;
  /** The settings that point the command at it. */
  env: Record<string, string>;
  users(): Promise<Map<string, User>>;
  journal(): Promise<Change[]>;
  stats(): Promise<Stats>;
  setFaults(faults: Fault[]): Promise<void>;
  /** Loads users as they are given, beside those who are there. */
  addUsers(users: Record<string, unknown>[]): Promise<void>;
  /** An edit by somebody else, such as a browser that still holds old data. */
  edit(userId: string, edit: object): Promise<void>;
}

export async function startTestSandbox(
  options: SandboxOptions = {},
  finished: Finished = onTestFinished,
): Promise<TestSandbox> {
  const sandbox = await startSandbox({ limits: "unlimited", ...options });
  finished(() => sandbox.close());
  const { url, appId, secretKey } = sandbox;
  const send = async (method: string, path: string, body: string, headers: Record<string, string> = {}) => {
    const answer = await fetch(`${url}${path}`, {
      method,
      body,
      headers: { "content-type": "application/json", ...headers },
    });
    if (!answer.ok) throw new Error(`${method} ${path.split("/")[1]}: ${answer.status}`);
  };
  return {
    url,
    env: { TALKJS_API_URL: url, TALKJS_APP_ID: appId, TALKJS_SECRET_KEY: secretKey },
    async users() {
      const users = new Map<string, User>();
      for await (const line of lines(`${url}/_sandbox/export`)) {
        const { type, data } = JSON.parse(line) as { type: string; data: unknown };
        if (type !== "user") continue;
        const user = UserSchema.parse(data);
        users.set(user.id, user);
      }
      return users;
    },
    async journal() {
      const changes: Change[] = [];
      for await (const line of lines(`${url}/_sandbox/journal`)) changes.push(JSON.parse(line) as Change);
      return changes;
    },
    stats: async () => (await (await fetch(`${url}/_sandbox/stats`)).json()) as Stats,
    setFaults: (faults) => send("POST", "/_sandbox/faults", JSON.stringify(faults)),
    addUsers: (users) =>
      send(
        "POST",
        "/_sandbox/import",
        users.map((data) => `${JSON.stringify({ type: "user", data })}\n`).join(""),
      ),
    edit: (userId, edit) =>
      send("PUT", `/v1/${appId}/users/${encodeURIComponent(userId)}`, JSON.stringify(edit), {
        authorization: `Bearer ${secretKey}`,
      }),
  };
}

async function* lines(url: string): AsyncGenerator<string> {
  const answer = await fetch(url);
  if (!answer.ok || !answer.body) throw new Error(`no answer from ${url}`);
  yield* createInterface({ input: Readable.fromWeb(answer.body) });
}
