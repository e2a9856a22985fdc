import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { ConfigError } from "../../src/config-error.js";
import { loadConfig, type Need } from "../../src/config.js";

const KEY = Buffer.alloc(32, 9).toString("base64");

function problemsOf(env: NodeJS.ProcessEnv, needs: Need[] = []): Record<string, string> {
  try {
    loadConfig(env, needs);
    return {};
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    for (const { setting, problem } of error.problems)
      expect(error.message).toContain(`${setting} ${problem}`);
    return Object.fromEntries(error.problems.map(({ setting, problem }) => [setting, problem]));
  }
}

const DEFAULTS = {
  appId: undefined,
  secretKey: undefined,
  apiUrl: "https://api.talkjs.com",
  auth: "jwt",
  meters: { rest: { rate: 9, burst: 600 }, batch: { rate: 1, burst: 500 } },
  share: 0.8,
  redisUrl: undefined,
  databaseUrl: undefined,
  dataDir: ".scrubjay",
  pseudonymKey: undefined,
};

test("an empty environment gives the defaults, and so do settings that are empty", () => {
  expect(loadConfig({})).toMatchObject(DEFAULTS);
  const names =
    readFileSync(new URL("../../src/config.ts", import.meta.url), "utf8").match(/^ {2}[A-Z_]+(?=:)/gm) ?? [];
  expect(names.length).toBeGreaterThan(15);
  expect(loadConfig(Object.fromEntries(names.map((name) => [name.trim(), ""])))).toEqual(loadConfig({}));
});

test("every setting is read", () => {
  const env = {
    TALKJS_APP_ID: "tApp-1_x",
    TALKJS_SECRET_KEY: "sk_live_x",
    TALKJS_API_URL: "http://127.0.0.1:1",
    TALKJS_AUTH: "secret",
    TALKJS_RATE: "4.5",
    TALKJS_BURST: "100",
    TALKJS_BATCH_RATE: "0.5",
    TALKJS_BATCH_BURST: "50",
    TALKJS_QUOTA_SHARE: "1",
    REDIS_URL: "rediss://r",
    DATABASE_URL: "postgresql://p",
    SCRUBJAY_DATA_DIR: "/data",
    SCRUBJAY_PSEUDONYM_KEY: KEY,
    SCRUBJAY_WORKERS: "2",
    HOST: "0.0.0.0",
    PORT: "0",
    LOG_LEVEL: "trace",
  };
  expect(loadConfig(env, ["app", "talkjs"])).toMatchObject({
    appId: "tApp-1_x",
    secretKey: "sk_live_x",
    apiUrl: "http://127.0.0.1:1",
    auth: "secret",
    meters: { rest: { rate: 4.5, burst: 100 }, batch: { rate: 0.5, burst: 50 } },
    share: 1,
    redisUrl: "rediss://r",
    databaseUrl: "postgresql://p",
    dataDir: "/data",
    pseudonymKey: Buffer.alloc(32, 9),
    workers: 2,
    host: "0.0.0.0",
    port: 0,
    logLevel: "trace",
  });
});

test("all problems are told at once, wrong settings as well as missing ones, and never a value", () => {
  const wrong = {
    TALKJS_APP_ID: "canary app",
    TALKJS_API_URL: "ftp://canary",
    TALKJS_AUTH: "canary",
    TALKJS_RATE: "canary",
    TALKJS_BURST: "1.2345",
    TALKJS_BATCH_RATE: "-12345",
    TALKJS_BATCH_BURST: "0",
    TALKJS_QUOTA_SHARE: "12345",
    REDIS_URL: "canary",
    DATABASE_URL: "mysql://canary:canary@canary",
    SCRUBJAY_WORKERS: "-12345",
    PORT: "123456",
    LOG_LEVEL: "canary",
  };
  const problems = problemsOf(wrong, ["app", "talkjs"]);
  expect(Object.keys(problems).sort()).toEqual(
    [...Object.keys(wrong), "SCRUBJAY_PSEUDONYM_KEY", "TALKJS_SECRET_KEY"].sort(),
  );
  expect(JSON.stringify(problems)).not.toMatch(/canary|12345/);
});

test.each([
  ["too short", Buffer.alloc(31).toString("base64")],
  ["not base64", "§§§§§§§§§§§§§§§§§§§§§§§§§§§§§§§§§§§§§§§§§§§§§§§§§§§§"],
])("a pseudonym key that is %s is refused", (_, key) => {
  expect(problemsOf({ SCRUBJAY_PSEUDONYM_KEY: key })).toEqual({
    SCRUBJAY_PSEUDONYM_KEY: expect.stringContaining("32 random bytes") as string,
  });
});

test("only what a command needs must be set", () => {
  expect(problemsOf({})).toEqual({});
  expect(Object.keys(problemsOf({}, ["app"]))).toEqual(["TALKJS_APP_ID"]);
  expect(Object.keys(problemsOf({}, ["talkjs"]))).toEqual(["TALKJS_APP_ID", "TALKJS_SECRET_KEY"]);
  expect(Object.keys(problemsOf({ DATABASE_URL: "postgres://p" }))).toEqual(["SCRUBJAY_PSEUDONYM_KEY"]);
});

describe("settings of the service", () => {
  const problemOf = (env: Record<string, string>) => {
    try {
      loadConfig(env);
      return undefined;
    } catch (error) {
      return (error as Error).message;
    }
  };

  test("hosts of callbacks are hosts, not URLs", () => {
    const hosts = (value: string) => problemOf({ SCRUBJAY_CALLBACK_HOSTS: value });
    for (const good of ["example.com", "*.example.com, a.example.com:8443", "127.0.0.1:9000", "[::1]:80"])
      expect(hosts(good), good).toBeUndefined();
    for (const bad of ["https://example.com", "example.com/path", "*", "a b@c", "*.*.example.com"])
      expect(hosts(bad), bad).toContain("SCRUBJAY_CALLBACK_HOSTS must be hosts");
  });

  test("webhooks are URLs and always signed", () => {
    expect(problemOf({ SCRUBJAY_WEBHOOK_URLS: "example.com" })).toContain("must be URLs");
    expect(problemOf({ SCRUBJAY_WEBHOOK_URLS: "https://example.com/hook" })).toContain(
      "SCRUBJAY_WEBHOOK_SECRET is not set",
    );
    expect(problemOf({ SCRUBJAY_WEBHOOK_SECRET: "whsec_short" })).toContain("24 to 64 random bytes");
  });

  test("OpenDSR needs all of its settings", () => {
    expect(problemOf({ SCRUBJAY_OPENDSR_DOMAIN: "erasure.example.com" })).toContain(
      "SCRUBJAY_OPENDSR_KEY_FILE is not set",
    );
  });
});
