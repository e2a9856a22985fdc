import { randomBytes } from "node:crypto";
import { Pseudonyms } from "../src/audit/pseudonyms.js";
import { FieldTrials } from "../src/erasure/field-trials.js";
import { planUser } from "../src/erasure/plan-user.js";
import { decryptUser } from "../src/erasure/encrypted-user.js";
import { SubjectPolicy } from "../src/erasure/subject-policy.js";
import { Epoch } from "../src/keys/epoch.js";
import { Encryption } from "../src/ledger/encryption.js";
import { parsePolicy } from "../src/policy/parse.js";
import type { RateLimiter } from "../src/quota/rate-limiter.js";
import { createTalkJS, type TalkJS } from "../src/talkjs/client.js";
import type { User, UserEdit } from "../src/talkjs/user.js";
import { silent } from "../src/telemetry/telemetry.js";
import type { Benchmark, BenchmarkOptions, Findings } from "./benchmark.js";
import type { Figure } from "./figure.js";
import { Rehearsal } from "./rehearsal.js";
import { EVERYBODY } from "./environment.js";

const USERS = 2_000;
const NO_LIMIT: RateLimiter = { acquire: async () => undefined, pause: async () => undefined };

/**
 * What single steps cost, without ledger and queue.
 *
 * - `plan` and what follows it: processor time of one step for one user, in this process, after a warm-up.
 * - `client`: requests a second of the API client against an unlimited sandbox in a process of its own, eight in flight,
 *   a hundred users each: parsing and checking the answers is most of it, and the sandbox has its part too.
 */
export const cost: Benchmark = {
  name: "cost",
  about: "single steps: planning a user, sealing, pseudonyms, the API client",
  minutes: 3,
  run: measure,
};

async function measure({ quick, environment, say }: BenchmarkOptions): Promise<Findings> {
  const rounds = quick ? 3 : 20;
  say(`cost: ${rounds} rounds over ${USERS} users`);
  const rehearsal = await Rehearsal.open(environment, {
    users: USERS,
    ledger: "embedded",
    limits: "unlimited",
  });
  const talkjs = createTalkJS({ ...rehearsal.app, limiter: NO_LIMIT, telemetry: silent });
  try {
    const users = (await pagesOf(talkjs)).flat();
    return { figures: [...stepsOf(users, rounds), ...(await clientOf(talkjs, users, rounds))], notes: [] };
  } finally {
    await talkjs.close();
    await rehearsal.close();
  }
}

function stepsOf(users: User[], rounds: number): Figure[] {
  const key = randomBytes(32);
  const pseudonyms = new Pseudonyms(key, "bench");
  const cipher = new Encryption(key).ofRun(1);
  const policy = new SubjectPolicy(parsePolicy(EVERYBODY, "bench").policy, pseudonyms);
  const epoch = new Epoch(1, randomBytes(32), "bench");
  const nobody = { online: new Set<string>(), holds: new Map(), unclear: new Set<never>() };
  const known = { results: new Map(), names: new Set<string>(), room: 200 };
  const trials = new FieldTrials(
    known,
    (name) => name,
    async () => undefined,
  );
  const options = { policy, trials, cipher, now: new Date(), ...nobody, epoch, keepsId: false };
  const drafts = users.map((user) => planUser(user, pseudonyms.subject(user.id), options));
  const steps: Record<string, () => void> = {
    "pseudonym of the user": () => users.forEach((user) => pseudonyms.subject(user.id)),
    "pseudonym in the evidence, with its encrypted salt": () =>
      users.forEach((user) => epoch.personOf(user.id)),
    "what to blank": () => users.forEach((user) => policy.judge(user, trials)),
    "plan: all of it, with the encryption": () =>
      users.forEach((user) => planUser(user, pseudonyms.subject(user.id), options)),
    decrypting: () =>
      drafts.forEach(({ subject, sealed }) => sealed !== null && decryptUser(cipher, subject, sealed)),
  };
  return Object.entries(steps).map(([name, step]) => ({
    name,
    value: microseconds(step, rounds),
    unit: "µs per user",
  }));
}

function microseconds(step: () => void, rounds: number): number {
  step();
  const began = performance.now();
  for (let round = 0; round < rounds; round++) step();
  return ((performance.now() - began) * 1_000) / (rounds * USERS);
}

async function clientOf(talkjs: TalkJS, users: User[], rounds: number): Promise<Figure[]> {
  const pages = Array.from({ length: USERS / 100 }, (_, page) => users.slice(page * 100, (page + 1) * 100));
  const edits = pages.map(
    (page) => new Map(page.map(({ id }): [string, UserEdit] => [id, { email: null, phone: null }])),
  );
  const paced = async (name: string, calls: (() => Promise<unknown>)[]): Promise<Figure> => {
    const began = performance.now();
    for (let round = 0; round < rounds; round++) await Promise.all(calls.map((call) => call()));
    const seconds = (performance.now() - began) / 1_000;
    return { name, value: (rounds * calls.length) / seconds, unit: "requests/s" };
  };
  return [
    await paced(
      "client: list 100 users",
      pages.map((page) => () => talkjs.users.page({ startingAfter: page[0]?.id })),
    ),
    await paced(
      "client: edit 100 users",
      edits.map((edit) => () => talkjs.users.edit(edit)),
    ),
  ];
}

async function pagesOf(talkjs: TalkJS): Promise<User[][]> {
  const pages: User[][] = [];
  for await (const page of talkjs.users.pages()) pages.push(page);
  return pages;
}
