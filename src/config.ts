import { z } from "zod";
import { ConfigError } from "./config-error.js";

/** What a command needs to be set; everything else may stay unset. */
export type Need = "app" | "talkjs";

const optional = <T extends z.ZodType>(schema: T) =>
  z.preprocess((value) => (value === "" ? undefined : value), schema);

const text = optional(z.string().optional());
const positive = (fallback: number) =>
  optional(z.coerce.number("must be a number").positive("must be above 0").default(fallback));
const whole = (fallback: number, min = 1) =>
  optional(
    z.coerce
      .number("must be a number")
      .int("must be a whole number")
      .min(min, `must be at least ${min}`)
      .default(fallback),
  );
const url = (...schemes: string[]) =>
  optional(
    z
      .string()
      .refine((value) => URL.canParse(value) && schemes.includes(new URL(value).protocol.slice(0, -1)), {
        message: `must be a URL that starts with ${schemes.map((s) => `${s}://`).join(" or ")}`,
      })
      .optional(),
  );

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
  if (!parsed.success || problems.length > 0) throw new ConfigError(problems);
  return toConfig(parsed.data);
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
    host: env.HOST,
    port: env.PORT,
    logLevel: env.LOG_LEVEL,
  };
}
