import { randomUUID } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import { expect, onTestFinished, test } from "vitest";
import { FINAL_REQUEST_STATES, type REQUEST_STATES } from "../../src/model/request-lifecycle.js";
import { makeCertificate } from "../opendsr/certificate.js";
import { receiver, type Received } from "../outbound/receiver.js";
import { scrubjay, startScrubjay, type Child } from "../support/cli.js";
import { startRedisServer } from "../support/redis.js";
import { sized } from "../support/size.js";
import { startTestSandbox } from "../support/sandbox.js";
import { until } from "../support/until.js";
import { commandEnvironment } from "./command-environment.js";

const REQUESTS = sized(12, 800);
const GAP_MS = 150;
/** Requests between two kills, each of another process in turn. */
const BETWEEN_KILLS = sized(4, 16);
/** Looks that are themselves work for the services. */
const SELDOM = { every: 500 };

interface Listed {
  id: string;
  state: (typeof REQUEST_STATES)[number];
}

interface Delivery {
  state: string;
  kind: string;
}

const person = (id: string) => ({
  id,
  name: "Somebody",
  email: [`${id}@example.test`],
  phone: null,
  role: "default",
  custom: {},
  pushTokens: null,
  createdAt: 1_600_000_000_000,
});

test("every accepted request ends, once, and is told of, whoever is killed meanwhile", async () => {
  const sandbox = await startTestSandbox({ users: 0 });
  await sandbox.setFaults([
    { kind: "status", status: 503, rate: 0.05 },
    { kind: "reset-after", rate: 0.03 },
  ]);
  let refusals = 0;
  const listener = await receiver((response) => {
    // Every fifth is refused, and has to be told again.
    response.writeHead(++refusals % 5 === 0 ? 500 : 204).end();
  });
  const { domain, keyFile, certificateFile } = await makeCertificate();
  const redis = await startRedisServer();
  onTestFinished(() => redis.close());
  const { cwd, env } = await commandEnvironment(sandbox);
  const settings = {
    ...env,
    REDIS_URL: redis.url,
    SCRUBJAY_OPENDSR_DOMAIN: domain,
    SCRUBJAY_OPENDSR_KEY_FILE: keyFile,
    SCRUBJAY_OPENDSR_CERTIFICATE_FILE: certificateFile,
    SCRUBJAY_CALLBACK_HOSTS: listener.host,
    SCRUBJAY_CALLBACK_INSECURE: "true",
    SCRUBJAY_API_RATE: "100000",
    LOG_LEVEL: "warn",
  };
  const { stdout } = await scrubjay(
    ["token", "create", "--name", "partner", "--role", "operator", "--json"],
    { cwd, env: settings },
  );
  const { token } = JSON.parse(stdout) as { token: string };

  const services: (Service | undefined)[] = [];
  const begin = async (i: number) =>
    (services[i] = await startService(i === 2 ? ["worker"] : ["serve"], cwd, settings));
  await Promise.all([0, 1, 2].map(begin));

  const strike = async (i: number) => {
    const struck = services[i];
    services[i] = undefined;
    struck?.child.kill("SIGKILL");
    await struck?.child.exited;
    await begin(i);
  };
  let storm = Promise.resolve();
  const accepted = new Map<string, string>();
  const calls: Promise<void>[] = [];
  for (let n = 0; n < REQUESTS; n++) {
    const userId = `person-${n}`;
    await sandbox.addUsers([person(userId)]);
    calls.push(
      handIn(n, userId, { services, token, listener: listener.url }).then(
        (id) => void accepted.set(userId, id),
      ),
    );
    await sleep(GAP_MS);
    if ((n + 1) % BETWEEN_KILLS === 0) {
      const kill = (n + 1) / BETWEEN_KILLS;
      storm = storm.then(() => strike(kill % services.length));
    }
  }
  await Promise.all([storm, ...calls]);

  const base = () => services[0]?.url ?? "";
  const all = async () => pages<Listed>(base(), token, "/v1/requests", "requests");
  const open = async () =>
    (await all()).filter(({ state }) => !(FINAL_REQUEST_STATES as readonly string[]).includes(state));
  await until("every request has ended", async () => (await open()).length === 0, SELDOM);
  const listed = await all();
  expect(listed).toHaveLength(accepted.size);
  const numberOf = (userId: string) => Number(userId.replace(/\D/g, ""));
  const ours = [...accepted].filter(([userId]) => numberOf(userId) % 2 === 1).map(([, id]) => id);
  expect(listed.map(({ id }) => id)).toEqual(expect.arrayContaining(ours));
  expect(listed.filter(({ state }) => state !== "completed")).toEqual([]);

  const edits = (await sandbox.journal()).map(({ user }) => user);
  expect(edits.sort()).toEqual([...accepted.keys()].sort());

  const undelivered = async () =>
    (await pages<Delivery>(base(), token, "/v1/deliveries", "deliveries")).filter(
      ({ state }) => state !== "delivered",
    );
  await until("every callback is delivered", async () => (await undelivered()).length === 0, SELDOM);
  const reported = statesTold(listener.received);
  expect(reported.size).toBe(accepted.size - ours.length);
  for (const states of reported.values()) expect(states).toEqual(["pending", "in_progress", "completed"]);
  await Promise.all(
    services.map(async (service) => {
      service?.child.kill("SIGTERM");
      await service?.child.exited;
    }),
  );
});

interface Service {
  child: Child;
  url: string;
}

async function startService(command: string[], cwd: string, env: Record<string, string>): Promise<Service> {
  const child = startScrubjay(command, { cwd, env: { ...env, PORT: "0" } });
  onTestFinished(() => child.kill("SIGKILL"));
  const [url] = await child.untilOutput(/http:\/\/127\.0\.0\.1:\d+/);
  return { child, url };
}

/** Hands a request in until some service has taken it; the same request however often. @returns its ID. */
async function handIn(
  n: number,
  userId: string,
  to: { services: (Service | undefined)[]; token: string; listener: string },
): Promise<string> {
  const id = randomUUID();
  const isOpendsr = n % 2 === 0;
  const submitted = new Date().toISOString();
  const body = isOpendsr
    ? {
        regulation: "gdpr",
        subject_request_id: id,
        subject_request_type: "erasure",
        submitted_time: submitted,
        subject_identities: [
          { identity_type: "controller_customer_id", identity_value: userId, identity_format: "raw" },
        ],
        status_callback_urls: [to.listener],
      }
    : { userId };
  for (;;) {
    const base = to.services[Math.floor(Math.random() * 2)]?.url;
    const path = isOpendsr ? "/opendsr/v2/requests" : "/v1/requests";
    const answer = base === undefined ? undefined : await post(base + path, body, id, to.token);
    if (answer?.status === 201) {
      const text = await answer.text().catch(() => undefined);
      if (text !== undefined) return isOpendsr ? id : (JSON.parse(text) as { id: string }).id;
    }
    if (answer && answer.status < 500 && answer.status !== 409)
      throw new Error(`refused with ${answer.status}`);
    await sleep(200);
  }
}

const post = (url: string, body: object, key: string, token: string) =>
  fetch(url, {
    method: "POST",
    headers: {
      authorization: `Bearer ${token}`,
      "content-type": "application/json",
      "idempotency-key": key,
    },
    body: JSON.stringify(body),
  }).catch(() => undefined);

async function pages<T>(base: string, token: string, path: string, key: string): Promise<T[]> {
  const all: T[] = [];
  for (let cursor: string | null | undefined; cursor !== null;) {
    const after = cursor === undefined ? "" : `&cursor=${cursor}`;
    const answer = await fetch(`${base}${path}?limit=100${after}`, {
      headers: { authorization: `Bearer ${token}` },
    });
    expect(answer.status).toBe(200);
    const page = (await answer.json()) as Record<string, unknown>;
    all.push(...(page[key] as T[]));
    cursor = page["next"] as string | null;
  }
  return all;
}

/** What was told of each request, in order. A repetition of what was told last was a message whose sender was killed. */
function statesTold(received: Received[]): Map<string, string[]> {
  const reported = new Map<string, string[]>();
  for (const { body } of received) {
    const { subject_request_id: id, request_status: status } = JSON.parse(body) as Record<string, string>;
    const states = reported.get(id ?? "") ?? [];
    if (states.at(-1) !== status) states.push(status ?? "");
    reported.set(id ?? "", states);
  }
  return reported;
}
