import type { Redis } from "ioredis";
import { request } from "undici";
import type { Config } from "../../config/config.js";
import { ScrubjayError } from "../../base/errors.js";
import { openRedis } from "../../embedded/open-redis.js";
import { connectRedis } from "../../queue/connection.js";
import { createTalkJS, type TalkJS } from "../../talkjs/client.js";
import { errorCode } from "../../telemetry/error-code.js";
import { silent } from "../../telemetry/telemetry.js";
import { wantsWitness } from "../../policy/policy.js";
import { describeProblem } from "../../policy/problem.js";
import { findService } from "../api/find-service.js";
import { unknownFieldsOf } from "../../service/unknown-fields.js";
import { appAnswers } from "../../service/app-answers.js";
import { answerFindings } from "./answers.js";
import { fieldFindings } from "./fields.js";
import type { Finding } from "./finding.js";
import { logFindings } from "./log.js";
import { witnessFindings } from "./witness.js";
import type { Invocation } from "../invocation.js";
import { singleCalls } from "../input/single-calls.js";
import { loadPolicy } from "../input/policy-file.js";
import { Cleanup } from "../../base/cleanup.js";
import { openApp } from "../../wiring/open-app.js";

/** Tokens live for 30 s, so a clock that is further off makes every request fail. */
const CLOCK_TOLERANCE_MS = 10_000;
const CLOCK_TIMEOUT_MS = 5_000;

/** Looks at each part of a run on its own, so that one problem hides no other. */
export async function examine(
  config: Config,
  policyPath: string | undefined,
  invocation: Invocation,
): Promise<Finding[]> {
  return [
    ...(await checked("Policy", () => policyFindings(policyPath, invocation))),
    ...(await checked("Clock", () => clockFindings(config))),
    ...(await checked("TalkJS", () => talkjsFindings(config))),
    ...(await checked("Second witness", async () => {
      const isWanted = await isWitnessWanted(policyPath, invocation);
      return withTalkJS(config, (talkjs) => witnessFindings(config, talkjs, isWanted));
    })),
    ...(await storeFindings(config, policyPath, invocation)),
  ];
}

async function checked(what: string, look: () => Promise<Finding[]>): Promise<Finding[]> {
  try {
    return await look();
  } catch (error) {
    const known = error instanceof ScrubjayError ? error : undefined;
    const remedy = known?.remedy;
    return [
      { what, verdict: "problem", detail: known?.message ?? errorCode(error), ...(remedy && { remedy }) },
    ];
  }
}

async function policyFindings(path: string | undefined, invocation: Invocation): Promise<Finding[]> {
  const { warnings } = await loadPolicy(path, invocation);
  const detail = path === undefined ? "built-in; give --policy to check a file" : "valid";
  return [
    { what: "Policy", verdict: "ok", detail },
    ...warnings.map((warning): Finding => ({
      what: "Policy",
      verdict: "warning",
      detail: describeProblem(warning),
    })),
  ];
}

async function clockFindings({ apiUrl }: Config): Promise<Finding[]> {
  const before = Date.now();
  const answer = await request(apiUrl, {
    method: "HEAD",
    signal: AbortSignal.timeout(CLOCK_TIMEOUT_MS),
  }).catch(() => undefined);
  await answer?.body.dump();
  const said = answer?.headers["date"];
  if (typeof said !== "string")
    return [{ what: "Clock", verdict: "warning", detail: "could not be compared: the API gave no time" }];
  const offMs = Math.round((before + Date.now()) / 2) - Date.parse(said);
  const detail = `${(Math.abs(offMs) / 1_000).toFixed(0)} s from the API's`;
  if (Math.abs(offMs) <= CLOCK_TOLERANCE_MS) return [{ what: "Clock", verdict: "ok", detail }];
  return [
    {
      what: "Clock",
      verdict: "problem",
      detail,
      remedy: "Synchronise this machine's clock (NTP): tokens are valid for 30 s.",
    },
  ];
}

async function talkjsFindings(config: Config): Promise<Finding[]> {
  return withTalkJS(config, async (talkjs) => {
    await talkjs.users.page({ limit: 1 });
    return [{ what: "TalkJS", verdict: "ok", detail: "reachable, and the credentials are accepted" }];
  });
}

async function withTalkJS(config: Config, look: (talkjs: TalkJS) => Promise<Finding[]>): Promise<Finding[]> {
  const talkjs = createTalkJS(singleCalls(config));
  try {
    return await look(talkjs);
  } finally {
    await talkjs.close();
  }
}

/** A policy that can't be read is told where policies are. */
async function isWitnessWanted(path: string | undefined, invocation: Invocation): Promise<boolean> {
  return loadPolicy(path, invocation).then(
    ({ policy }) => wantsWitness(policy),
    () => false,
  );
}

async function storeFindings(
  config: Config,
  policyPath: string | undefined,
  invocation: Invocation,
): Promise<Finding[]> {
  const say = (line: string) => invocation.stderr.say(line);
  if (config.databaseUrl === undefined && (await findService(config.dataDir))) {
    const detail = "runs on this data folder, and has its Redis and its ledger open";
    return [{ what: "Service", verdict: "ok", detail }];
  }
  return [
    ...(await checked("Redis", () => redisFindings(config, say))),
    ...(await checked("Ledger", () => ledgerFindings(config, policyPath, invocation))),
  ];
}

async function redisFindings(config: Config, say: (line: string) => void): Promise<Finding[]> {
  const cleanup = new Cleanup();
  try {
    const opened = await openRedis({ redisUrl: config.redisUrl, dataDir: config.dataDir, say });
    cleanup.add(() => opened.close());
    const redis = connectRedis(opened.url, silent);
    cleanup.add(async () => redis.disconnect());
    return await inspectRedis(redis, opened.source);
  } finally {
    await cleanup.run();
  }
}

async function inspectRedis(redis: Redis, source: string): Promise<Finding[]> {
  const info = await redis.info();
  const field = (name: string) => new RegExp(`^${name}:(.*?)\\r?$`, "m").exec(info)?.[1];
  const findings: Finding[] = [
    { what: "Redis", verdict: "ok", detail: `version ${field("redis_version")}, ${source}` },
  ];
  const policy = field("maxmemory_policy");
  findings.push(
    policy === "noeviction"
      ? { what: "Redis eviction", verdict: "ok", detail: "noeviction" }
      : {
          what: "Redis eviction",
          verdict: "problem",
          detail: `is ${policy}: jobs could be evicted`,
          remedy: "Set maxmemory-policy noeviction.",
        },
  );
  findings.push(
    field("aof_enabled") === "1"
      ? { what: "Redis persistence", verdict: "ok", detail: "append-only file is on" }
      : {
          what: "Redis persistence",
          verdict: "warning",
          detail:
            "append-only file is off: a restart loses the queue (it is rebuilt from the ledger) and the quota's state",
          remedy: "Set appendonly yes.",
        },
  );
  return findings;
}

async function ledgerFindings(
  config: Config,
  policyPath: string | undefined,
  invocation: Invocation,
): Promise<Finding[]> {
  const say = (line: string) => invocation.stderr.say(line);
  const app = await openApp({
    config,
    appId: config.appId ?? "",
    command: "doctor",
    say,
  });
  try {
    const fine: Finding = { what: "Ledger", verdict: "ok", detail: "its schema is up to date, the key fits" };
    const log = await checked("Sealed log", () => logFindings(app.log, config.log.publish));
    const fields = await checked("Fields", async () => {
      const { policy } = await loadPolicy(policyPath, invocation);
      return fieldFindings(await unknownFieldsOf(app, [policy]));
    });
    const answers = await checked("Answers", async () => answerFindings(await appAnswers(app)));
    if (config.databaseUrl !== undefined) return [fine, ...fields, ...answers, ...log];
    return [
      fine,
      ...fields,
      ...answers,
      {
        what: "Ledger",
        verdict: "warning",
        detail:
          "embedded: for one process at a time, and safe from killed processes but not from a power cut",
        remedy: "Set DATABASE_URL (PostgreSQL) where the audit log must last.",
      },
      ...log,
    ];
  } finally {
    await app.cleanup.run();
  }
}
