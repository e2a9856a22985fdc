import { z } from "zod";
import { ConfigError } from "./config-error.js";
import { normaliseDuration } from "./policy/duration.js";
import { flag, list, optional, positive, text, url, whole } from "./setting-kinds.js";

/** What a command needs to be set; everything else may stay unset. */
export type Need = "app" | "talkjs";

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
  SCRUBJAY_WORKERS: whole(4),
  SCRUBJAY_URL: url("https", "http"),
  SCRUBJAY_TOKEN: text,
  SCRUBJAY_POLICIES: text,
  SCRUBJAY_ERASURE_POLICY: text,
  SCRUBJAY_FOUR_EYES: flag,
  SCRUBJAY_WAITING_PERIOD: optional(
    z
      .string()
      .refine(
        (value) => normaliseDuration(value) !== null,
        "must be a length of time such as 24 hours or 3 days",
      )
      .optional(),
  ),
  SCRUBJAY_API_RATE: whole(600),
  SCRUBJAY_CALLBACK_HOSTS: list(
    (host) => HOST.test(host),
    "must be hosts such as example.com, *.example.com or example.com:8443, without https://",
  ),
  SCRUBJAY_CALLBACK_INSECURE: flag,
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
  workers: number;
  /** The service that commands work through, and the token for it. */
  serviceUrl: string | undefined;
  serviceToken: string | undefined;
  service: ServiceSettings;
  host: string;
  port: number | undefined;
  logLevel: Environment["LOG_LEVEL"];
}

/**
 * Reads the settings from the environment.
 * @throws {ConfigError} with every problem at once, never with a value.
 */
export function loadConfig(env: NodeJS.ProcessEnv, needs: readonly Need[] = []): Config {
  const parsed = EnvironmentSchema.safeParse(env);
  const problems = parsed.success
    ? []
    : parsed.error.issues.map((issue) => ({ setting: String(issue.path[0]), problem: issue.message }));
  const missing = (setting: string, problem: string) => {
    if (!env[setting]) problems.push({ setting, problem });
  };
  if (needs.length > 0) missing("TALKJS_APP_ID", "is not set; it is the app ID from the TalkJS dashboard");
  if (needs.includes("talkjs"))
    missing("TALKJS_SECRET_KEY", "is not set; it is the secret key from the TalkJS dashboard");
  if (env["DATABASE_URL"] && needs.includes("talkjs"))
    missing(
      "REDIS_URL",
      "is not set; processes that share DATABASE_URL must share one Redis, which holds their quota and their queue",
    );
  if (env["DATABASE_URL"])
    missing(
      "SCRUBJAY_PSEUDONYM_KEY",
      "is not set; with DATABASE_URL all processes must share one key; make it once with: openssl rand -base64 32",
    );
  if (env["SCRUBJAY_WEBHOOK_URLS"])
    missing(
      "SCRUBJAY_WEBHOOK_SECRET",
      "is not set; webhooks are always signed; make it with: echo whsec_$(openssl rand -base64 32)",
    );
  const opendsr = OPENDSR.filter((setting) => env[setting]);
  for (const setting of opendsr.length > 0 ? OPENDSR : [])
    missing(setting, `is not set; OpenDSR needs ${OPENDSR.join(", ")}`);
  if (!parsed.success || problems.length > 0) throw new ConfigError(problems);
  return toConfig(parsed.data);
}

const OPENDSR = [
  "SCRUBJAY_OPENDSR_DOMAIN",
  "SCRUBJAY_OPENDSR_KEY_FILE",
  "SCRUBJAY_OPENDSR_CERTIFICATE_FILE",
] as const;

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
    workers: env.SCRUBJAY_WORKERS,
    serviceUrl: env.SCRUBJAY_URL,
    serviceToken: env.SCRUBJAY_TOKEN,
    service: toServiceSettings(env),
    host: env.HOST,
    port: env.PORT,
    logLevel: env.LOG_LEVEL,
  };
}
