import { join } from "node:path";
import { ConfigError } from "./error.js";
import { TALKJS_ORIGIN } from "../model/talkjs-origin.js";
import type { DurationText } from "../model/time.js";
import { EnvironmentSchema, SETTINGS, type Environment } from "./environment.js";
import { nameFindings } from "./setting-names.js";
import { missingSettings, OPENDSR, sharedKeys, type Need } from "./required-settings.js";

/** What only matters to `serve` and the workers beside it. */
export interface ServiceSettings {
  /** Folder of policy files, for schedules and by name. */
  policies: string | undefined;
  /** The policy file of erasure requests; undefined: the built-in policy. */
  erasurePolicy: string | undefined;
  /** Whoever planned a run can't approve it. */
  fourEyes: boolean;
  /** Before a request begins; a length of time such as `24 hours`. */
  waitingPeriod: string | undefined;
  /** Calls a minute for each token. */
  apiRate: number;
  /** Hosts that callbacks may go to: `example.com`, `*.example.com`, with `:port` where it isn't 443. */
  callbackHosts: string[];
  /** For rehearsals: plain HTTP and private addresses too. */
  callbackInsecure: boolean;
  webhookUrls: string[];
  webhookSecret: string | undefined;
  /** All three or none. */
  opendsr: { domain: string; keyFile: string; certificateFile: string } | undefined;
}

/** Where the keys of the evidence and of the signatures are: in settings, in files, or some here and some there. */
export interface KeySettings {
  /** Folder of key files; undefined: they are only in settings. */
  dir: string | undefined;
  /** The Ed25519 seed, 32 bytes. */
  signing: Buffer | undefined;
  /** By epoch, counted from 1; 32 bytes each. */
  evidence: ReadonlyMap<number, Buffer>;
}

export interface LogSettings {
  /** Its name in checkpoints; undefined: made from the ledger's ID and the app's. */
  origin: string | undefined;
  /** Checkpoint and tiles are served without a token. */
  isPublic: boolean;
  /** Who stands for the erasures, on certificates; null: not named. */
  issuer: {
    controller: string | null;
    contact: string | null;
    responsible: string | null;
    keyUrl: string | null;
  };
  /** Where checkpoints go, so that somebody else keeps them. */
  publish: {
    folder: string | undefined;
    command: string | undefined;
    every: DurationText;
    /** Of the command. Undefined: those of this process. */
    surroundings?: { cwd: string; env: NodeJS.ProcessEnv };
  };
}

/** What matters to people who sign in. */
export interface DashboardSettings {
  /** Where they reach the service, without a slash at the end; undefined: on its own address. */
  publicUrl: string | undefined;
  /** A session ends when its person wasn't there for so long. */
  idle: DurationText;
  /** And in any case after this. */
  length: DurationText;
}

/** The settings of a process, read once at its edge. Rates are requests a second, bursts are requests. */
export interface Config {
  appId: string | undefined;
  secretKey: string | undefined;
  apiUrl: string;
  /** The way out of a network that has only one. */
  proxy: { https: string | undefined; none: string | undefined };
  auth: "jwt" | "secret";
  meters: { rest: { rate: number; burst: number }; batch: { rate: number; burst: number } };
  share: number;
  concurrency: number;
  /** The user as whom people are looked at; undefined: none. And a folder where TalkJS's client may be installed. */
  witness: { user: string | undefined; folder: string };
  redisUrl: string | undefined;
  databaseUrl: string | undefined;
  dataDir: string;
  pseudonymKey: Buffer | undefined;
  keys: KeySettings;
  /** How long evidence can be tied to people, from the end of its epoch on. */
  retention: DurationText;
  /** The age at which the next epoch begins by itself, where keys are files. */
  epoch: DurationText;
  log: LogSettings;
  workers: number;
  /** The service that commands work through, and the token for it. */
  serviceUrl: string | undefined;
  serviceToken: string | undefined;
  service: ServiceSettings;
  dashboard: DashboardSettings;
  host: string;
  port: number | undefined;
  logLevel: Environment["LOG_LEVEL"];
}

/** Where names were found, and who is told of those that may be somebody else's. */
interface Names {
  inFile: ReadonlySet<string>;
  onUnknown: (name: string) => void;
}

/** What the compose file reads, beside the program. */
const OF_COMPOSE = ["REDIS_PASSWORD", "POSTGRES_PASSWORD"];

/**
 * Reads the settings from the environment.
 * @throws {ConfigError} with every problem at once, never with a value.
 */
export function loadConfig(
  env: NodeJS.ProcessEnv,
  needs: readonly Need[] = [],
  { inFile, onUnknown }: Names = { inFile: new Set(), onUnknown: () => undefined },
): Config {
  const { https_proxy: HTTPS_PROXY, no_proxy: NO_PROXY } = env;
  // Many programs read these two in small letters only.
  const parsed = EnvironmentSchema.safeParse({ HTTPS_PROXY, NO_PROXY, ...env });
  const problems = parsed.success
    ? []
    : parsed.error.issues.map((issue) => ({ setting: String(issue.path[0]), problem: issue.message }));
  const found = nameFindings(Object.keys(env), [...SETTINGS, ...OF_COMPOSE], inFile);
  problems.push(...found.problems, ...missingSettings(env, needs));
  found.unknown.forEach(onUnknown);
  const config = parsed.success ? toConfig(parsed.data) : undefined;
  if (config) problems.push(...sharedKeys(config));
  if (!config || problems.length > 0) throw new ConfigError(problems);
  return config;
}

function toKeySettings(env: Environment): KeySettings {
  const beside = env.DATABASE_URL === undefined ? join(env.SCRUBJAY_DATA_DIR, "keys") : undefined;
  return {
    dir: env.SCRUBJAY_KEY_DIR ?? beside,
    signing: env.SCRUBJAY_SIGNING_KEY,
    evidence: env.SCRUBJAY_EVIDENCE_KEYS,
  };
}

function toLogSettings(env: Environment): LogSettings {
  return {
    origin: env.SCRUBJAY_LOG_ORIGIN,
    isPublic: env.SCRUBJAY_LOG_PUBLIC,
    issuer: {
      controller: env.SCRUBJAY_CONTROLLER ?? null,
      contact: env.SCRUBJAY_CONTROLLER_CONTACT ?? null,
      responsible: env.SCRUBJAY_RESPONSIBLE ?? null,
      keyUrl: env.SCRUBJAY_LOG_URL ?? null,
    },
    publish: {
      folder: env.SCRUBJAY_PUBLISH_FOLDER,
      command: env.SCRUBJAY_PUBLISH_COMMAND,
      every: env.SCRUBJAY_PUBLISH_EVERY,
    },
  };
}

function toServiceSettings(env: Environment): ServiceSettings {
  const [domain, keyFile, certificateFile] = OPENDSR.map((setting) => env[setting]);
  return {
    policies: env.SCRUBJAY_POLICIES,
    erasurePolicy: env.SCRUBJAY_ERASURE_POLICY,
    fourEyes: env.SCRUBJAY_FOUR_EYES,
    waitingPeriod: env.SCRUBJAY_WAITING_PERIOD,
    apiRate: env.SCRUBJAY_API_RATE,
    callbackHosts: env.SCRUBJAY_CALLBACK_HOSTS,
    callbackInsecure: env.SCRUBJAY_CALLBACK_INSECURE,
    webhookUrls: env.SCRUBJAY_WEBHOOK_URLS,
    webhookSecret: env.SCRUBJAY_WEBHOOK_SECRET,
    opendsr: domain && keyFile && certificateFile ? { domain, keyFile, certificateFile } : undefined,
  };
}

function toConfig(env: Environment): Config {
  return {
    appId: env.TALKJS_APP_ID,
    secretKey: env.TALKJS_SECRET_KEY,
    apiUrl: env.TALKJS_API_URL ?? TALKJS_ORIGIN,
    proxy: { https: env.HTTPS_PROXY, none: env.NO_PROXY },
    auth: env.TALKJS_AUTH,
    meters: {
      rest: { rate: env.TALKJS_RATE, burst: env.TALKJS_BURST },
      batch: { rate: env.TALKJS_BATCH_RATE, burst: env.TALKJS_BATCH_BURST },
    },
    share: env.TALKJS_QUOTA_SHARE,
    concurrency: env.TALKJS_CONCURRENCY,
    witness: { user: env.TALKJS_WITNESS_USER, folder: "." },
    redisUrl: env.REDIS_URL,
    databaseUrl: env.DATABASE_URL,
    dataDir: env.SCRUBJAY_DATA_DIR,
    pseudonymKey: env.SCRUBJAY_PSEUDONYM_KEY ? Buffer.from(env.SCRUBJAY_PSEUDONYM_KEY, "base64") : undefined,
    keys: toKeySettings(env),
    retention: env.SCRUBJAY_RETENTION,
    epoch: env.SCRUBJAY_EPOCH,
    log: toLogSettings(env),
    workers: env.SCRUBJAY_WORKERS,
    serviceUrl: env.SCRUBJAY_URL,
    serviceToken: env.SCRUBJAY_TOKEN,
    service: toServiceSettings(env),
    dashboard: {
      publicUrl: env.SCRUBJAY_PUBLIC_URL,
      idle: env.SCRUBJAY_SESSION_IDLE,
      length: env.SCRUBJAY_SESSION_LENGTH,
    },
    host: env.HOST,
    port: env.PORT,
    logLevel: env.LOG_LEVEL,
  };
}
