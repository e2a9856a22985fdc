import { startSandbox } from "../../src/sandbox/sandbox.js";

/** A local TalkJS for the program that leaves fixtures, which is no test. */
export interface LocalTalkJS {
  /** The settings that point the command at it. */
  env: Record<string, string>;
  /** Everybody, and every edit so far, as NDJSON. */
  people: () => Promise<string>;
  journal: () => Promise<string>;
  /** An edit by somebody else. */
  edit: (userId: string, edit: object) => Promise<void>;
  close: () => Promise<void>;
}

/** People who are plainly nobody: the first ten are staff. */
export const personId = (number: number): string => `person-${String(number).padStart(3, "0")}`;
export const emailOf = (number: number): string => `${personId(number)}@example.test`;

function person(number: number): object {
  const id = personId(number);
  return {
    id,
    name: `Name of ${id}`,
    email: [emailOf(number)],
    phone: ["+12025550123"],
    photoUrl: `https://example.test/${id}.png`,
    locale: "en-GB",
    role: number <= 10 ? "staff" : "guest",
    custom: { city: `City of ${id}`, plan: "free" },
    createdAt: 1_600_000_000_000 + number,
  };
}

export async function startLocalTalkJS(appId: string, people: number): Promise<LocalTalkJS> {
  const sandbox = await startSandbox({ appId, users: 0, limits: "unlimited" });
  const { url, secretKey } = sandbox;
  const lines = Array.from({ length: people }, (_, i) =>
    JSON.stringify({ type: "user", data: person(i + 1) }),
  );
  const json = { "content-type": "application/json" };
  await answered(fetch(`${url}/_sandbox/import`, { method: "POST", headers: json, body: lines.join("\n") }));
  return {
    env: { TALKJS_API_URL: url, TALKJS_APP_ID: appId, TALKJS_SECRET_KEY: secretKey },
    people: () => answered(fetch(`${url}/_sandbox/export`)),
    journal: () => answered(fetch(`${url}/_sandbox/journal`)),
    async edit(userId, edit) {
      const headers = { ...json, authorization: `Bearer ${secretKey}` };
      const body = JSON.stringify(edit);
      await answered(fetch(`${url}/v1/${appId}/users/${userId}`, { method: "PUT", headers, body }));
    },
    close: () => sandbox.close(),
  };
}

async function answered(asking: Promise<Response>): Promise<string> {
  const answer = await asking;
  const text = await answer.text();
  if (!answer.ok) throw new Error(`the sandbox answered ${answer.status}: ${text}`);
  return text;
}
