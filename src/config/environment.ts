import { z } from "zod";
import {
  flag,
  key,
  lengthOfSession,
  lengthOfTime,
  line,
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

/** What each setting may say, and what it is without. */
export const EnvironmentSchema = z.object({
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
  TALKJS_WITNESS_USER: text,
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
  SCRUBJAY_CONTROLLER: line,
  SCRUBJAY_CONTROLLER_CONTACT: line,
  SCRUBJAY_RESPONSIBLE: line,
  SCRUBJAY_LOG_URL: url("https", "http"),
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
  HTTPS_PROXY: url("http", "https"),
  NO_PROXY: text,
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

export type Environment = z.infer<typeof EnvironmentSchema>;

/** The names of all settings. */
export const SETTINGS: readonly string[] = EnvironmentSchema.keyof().options;
