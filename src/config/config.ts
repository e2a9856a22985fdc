import { join } from "node:path";
import { z } from "zod";
import { ConfigError } from "./error.js";
import type { DurationText } from "../model/time.js";
import { nameFindings } from "./setting-names.js";
import { missingSettings, OPENDSR, sharedKeys, type Need } from "./required-settings.js";
import {
  flag,
  key,
  lengthOfSession,
  lengthOfTime,
  list,
  numberedKeys,
  optional,
  origin,
  positive,
  text,
  url,
  whole,
} from "./setting-kinds.js";

const HOST = /^((\*\.)?[\p{L}\p{N}-]+(\.[\p{L}\p{N}-]+)*\.?|\[[0-9a-f:]+\])(:\d{1,5})?$/iu;
const webhookSecretBytes = (secret: string) => Buffer.from(secret.slice("whsec_".length), "base64").length;

const PORTS = "must be a whole number from 0 to 65535";

const EnvironmentSchema = z.object({
  TALKJS_APP_ID: optional(
    z
      .string()
      .regex(/^[\w-]{1,64}$/, "must be the app ID from the TalkJS dashboard (letters, digits, - and _)")
      .optional(),
  ),
  TALKJS_SECRET_KEY: text,
  TALKJS_API_URL: url("https", "http"),
  TALKJS_AUTH: optional(z.enum(["jwt", "secret"], "must be jwt or secret").default("jwt")),
  TALKJS_RATE: positive(9),
  TALKJS_BURST: whole(600),
  TALKJS_BATCH_RATE: positive(1),
  TALKJS_BATCH_BURST: whole(500),
  TALKJS_QUOTA_SHARE: optional(
    z.coerce.number("must be a number").gt(0, "must be above 0").max(1, "must be at most 1").default(0.8),
  ),
  TALKJS_CONCURRENCY: whole(8),
  REDIS_URL: url("redis", "rediss"),
  DATABASE_URL: url("postgres", "postgresql"),
  SCRUBJAY_DATA_DIR: optional(z.string().default(".scrubjay")),
  SCRUBJAY_PSEUDONYM_KEY: optional(
    z
      .string()
      .refine((value) => Buffer.from(value, "base64").length >= 32, {
        message: "must be at least 32 random bytes in base64; make one with: openssl rand -base64 32",
      })
      .optional(),
  ),
  SCRUBJAY_KEY_DIR: text,
  SCRUBJAY_SIGNING_KEY: optional(key.optional()),
  SCRUBJAY_EVIDENCE_KEYS: numberedKeys,
  SCRUBJAY_RETENTION: optional(lengthOfTime.default("3 years")),
  SCRUBJAY_EPOCH: optional(lengthOfTime.default("1 year")),
  SCRUBJAY_LOG_ORIGIN: optional(
    z
      .string()
      .regex(
        /^(?!.*:\/\/)[!-*,-~]{1,200}$/,
        "must be a name such as erasure.example.com/log: without https://, without spaces and +",
      )
      .optional(),
  ),
  SCRUBJAY_LOG_PUBLIC: flag(true),
  SCRUBJAY_PUBLISH_FOLDER: text,
  SCRUBJAY_PUBLISH_COMMAND: text,
  SCRUBJAY_PUBLISH_EVERY: optional(lengthOfTime.default("1 hour")),
  SCRUBJAY_WORKERS: whole(4),
  SCRUBJAY_URL: url("https", "http"),
  SCRUBJAY_TOKEN: text,
  SCRUBJAY_POLICIES: text,
  SCRUBJAY_ERASURE_POLICY: text,
  SCRUBJAY_FOUR_EYES: flag(false),
  SCRUBJAY_WAITING_PERIOD: optional(lengthOfTime.optional()),
  SCRUBJAY_API_RATE: whole(600),
  SCRUBJAY_PUBLIC_URL: origin,
  SCRUBJAY_SESSION_IDLE: optional(lengthOfSession.default("30 minutes")),
  SCRUBJAY_SESSION_LENGTH: optional(lengthOfSession.default("12 hours")),
  SCRUBJAY_CALLBACK_HOSTS: list(
    (host) => HOST.test(host),
    "must be hosts such as example.com, *.example.com or example.com:8443, without https://",
  ),
  SCRUBJAY_CALLBACK_INSECURE: flag(false),
  SCRUBJAY_WEBHOOK_URLS: list(
    (address) => URL.canParse(address) && /^https?:/.test(address),
    "must be URLs that start with https://",
  ),
  SCRUBJAY_WEBHOOK_SECRET: optional(
    z
      .string()
      .refine(
        (value) =>
          /^whsec_/.test(value) && webhookSecretBytes(value) >= 24 && webhookSecretBytes(value) <= 64,
        {
          message:
            "must be whsec_ and 24 to 64 random bytes in base64; make it with: echo whsec_$(openssl rand -base64 32)",
        },
      )
      .optional(),
  ),
  SCRUBJAY_OPENDSR_DOMAIN: optional(
    z
      .string()
      .regex(
        /^(?=.{1,253}$)([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]{2,63}$/,
        "must be a domain such as erasure.example.com",
      )
      .optional(),
  ),
  SCRUBJAY_OPENDSR_KEY_FILE: text,
  SCRUBJAY_OPENDSR_CERTIFICATE_FILE: text,
  HOST: optional(z.string().default("127.0.0.1")),
  PORT: optional(z.coerce.number("must be a number").int(PORTS).min(0, PORTS).max(65535, PORTS).optional()),
  LOG_LEVEL: optional(
    z
      .enum(
        ["trace", "debug", "info", "warn", "error", "silent"],
        "must be trace, debug, info, warn, error or silent",
      )
      .optional(),
  ),
});

type Environment = z.infer<typeof EnvironmentSchema>;

/** The names of all settings. */
export const SETTINGS: readonly string[] = EnvironmentSchema.keyof().options;

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
  auth: "jwt" | "secret";
  meters: { rest: { rate: number; burst: number }; batch: { rate: number; burst: number } };
  share: number;
  concurrency: number;
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
  const parsed = EnvironmentSchema.safeParse(env);
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
    apiUrl: env.TALKJS_API_URL ?? "https://api.talkjs.com",
    auth: env.TALKJS_AUTH,
    meters: {
      rest: { rate: env.TALKJS_RATE, burst: env.TALKJS_BURST },
      batch: { rate: env.TALKJS_BATCH_RATE, burst: env.TALKJS_BATCH_BURST },
    },
    share: env.TALKJS_QUOTA_SHARE,
    concurrency: env.TALKJS_CONCURRENCY,
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
