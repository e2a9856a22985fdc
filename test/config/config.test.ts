import { describe, expect, test } from "vitest";
import { ConfigError } from "../../src/config/error.js";
import { SETTINGS } from "../../src/config/environment.js";
import { loadConfig } from "../../src/config/config.js";
import type { Need } from "../../src/config/required-settings.js";

const keyOf = (byte: number) => Buffer.alloc(32, byte).toString("base64");
const KEY = keyOf(9);

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
  keys: { dir: ".scrubjay/keys", signing: undefined, evidence: new Map() },
  retention: "3 years",
  epoch: "1 year",
  log: {
    origin: undefined,
    isPublic: true,
    publish: { folder: undefined, command: undefined, every: "1 hour" },
  },
  dashboard: { publicUrl: undefined, idle: "30 minutes", length: "12 hours" },
};

test("an empty environment gives the defaults, and so do settings that are empty", () => {
  expect(loadConfig({})).toMatchObject(DEFAULTS);
  const names = SETTINGS;
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
    SCRUBJAY_KEY_DIR: "/keys",
    SCRUBJAY_SIGNING_KEY: keyOf(1),
    SCRUBJAY_EVIDENCE_KEYS: `1=${keyOf(2)}, 3=${keyOf(3)}\n4=${keyOf(4)}`,
    SCRUBJAY_RETENTION: "30  MONTHS",
    SCRUBJAY_EPOCH: "26 weeks",
    SCRUBJAY_LOG_ORIGIN: "erasure.example.com/log",
    SCRUBJAY_LOG_PUBLIC: "false",
    SCRUBJAY_PUBLISH_FOLDER: "/published",
    SCRUBJAY_PUBLISH_COMMAND: "git-publish",
    SCRUBJAY_PUBLISH_EVERY: "1 day",
    SCRUBJAY_PUBLIC_URL: "https://erasure.example.com/",
    SCRUBJAY_SESSION_IDLE: "5 Minutes",
    SCRUBJAY_SESSION_LENGTH: "30days",
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
    keys: {
      dir: "/keys",
      signing: Buffer.alloc(32, 1),
      evidence: new Map([
        [1, Buffer.alloc(32, 2)],
        [3, Buffer.alloc(32, 3)],
        [4, Buffer.alloc(32, 4)],
      ]),
    },
    retention: "30 months",
    epoch: "26 weeks",
    log: {
      origin: "erasure.example.com/log",
      isPublic: false,
      publish: { folder: "/published", command: "git-publish", every: "1 day" },
    },
    dashboard: { publicUrl: "https://erasure.example.com", idle: "5 minutes", length: "30 days" },
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
    SCRUBJAY_SIGNING_KEY: "canary",
    SCRUBJAY_EVIDENCE_KEYS: "1=canary",
    SCRUBJAY_RETENTION: "canary",
    SCRUBJAY_EPOCH: "12345 canaries",
    SCRUBJAY_LOG_ORIGIN: "https://canary.example.com",
    SCRUBJAY_LOG_PUBLIC: "canary",
    SCRUBJAY_PUBLISH_EVERY: "0 hours",
    SCRUBJAY_PUBLIC_URL: "https://canary.example.com/canary",
    SCRUBJAY_SESSION_IDLE: "4 minutes",
    SCRUBJAY_SESSION_LENGTH: "12345 days",
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

test("minutes are a length of time for sessions only", () => {
  expect(
    Object.keys(problemsOf({ SCRUBJAY_EPOCH: "90 minutes", SCRUBJAY_SESSION_IDLE: "90 minutes" })),
  ).toEqual(["SCRUBJAY_EPOCH"]);
});

describe("settings of the keys", () => {
  const shared = { DATABASE_URL: "postgres://p", SCRUBJAY_PSEUDONYM_KEY: KEY, TALKJS_APP_ID: "app" };
  const signing = { SCRUBJAY_SIGNING_KEY: keyOf(1) };
  const evidence = { SCRUBJAY_EVIDENCE_KEYS: `1=${keyOf(2)}` };

  test("processes that share a database need a folder of keys or both keys, and are told how to make them", () => {
    expect(problemsOf(shared, ["app"])).toEqual({
      SCRUBJAY_SIGNING_KEY: expect.stringContaining("scrubjay keys create") as string,
      SCRUBJAY_EVIDENCE_KEYS: expect.stringContaining("SCRUBJAY_KEY_DIR") as string,
    });
    expect(Object.keys(problemsOf({ ...shared, ...signing }, ["app"]))).toEqual(["SCRUBJAY_EVIDENCE_KEYS"]);
    expect(problemsOf({ ...shared, ...signing, ...evidence }, ["app"])).toEqual({});
    expect(problemsOf({ ...shared, SCRUBJAY_KEY_DIR: "/keys" }, ["app"])).toEqual({});
  });

  test("key files are in the data folder, but with a database only where a folder is named", () => {
    expect(loadConfig({ SCRUBJAY_DATA_DIR: "/data" }).keys.dir).toBe("/data/keys");
    expect(loadConfig({ SCRUBJAY_DATA_DIR: "/data", SCRUBJAY_KEY_DIR: "/keys" }).keys.dir).toBe("/keys");
    expect(loadConfig({ ...shared, ...signing, ...evidence }).keys.dir).toBeUndefined();
  });

  test.each([
    ["a key that is too short", `1=${Buffer.alloc(31).toString("base64")}`, "32 random bytes"],
    ["a key that is too long", `1=${Buffer.alloc(33).toString("base64")}`, "32 random bytes"],
    ["epoch 0", `0=${keyOf(1)}`, "32 random bytes"],
    ["a key without its epoch", keyOf(1), "32 random bytes"],
    ["an epoch twice", `1=${keyOf(1)} 1=${keyOf(2)}`, "two keys of the same number"],
    ["a key twice", `1=${keyOf(1)} 2=${keyOf(1)}`, "the same key under two numbers"],
  ])("evidence keys with %s are refused", (_, value, problem) => {
    expect(problemsOf({ SCRUBJAY_EVIDENCE_KEYS: value })).toEqual({
      SCRUBJAY_EVIDENCE_KEYS: expect.stringContaining(problem) as string,
    });
  });

  test("a key that does two things is refused: destroying one would leave the other", () => {
    const twice = (env: Record<string, string>) => Object.keys(problemsOf(env));
    expect(twice({ SCRUBJAY_PSEUDONYM_KEY: KEY, SCRUBJAY_EVIDENCE_KEYS: `1=${KEY}` })).toEqual([
      "SCRUBJAY_EVIDENCE_KEYS",
    ]);
    expect(twice({ SCRUBJAY_SIGNING_KEY: KEY, SCRUBJAY_EVIDENCE_KEYS: `1=${KEY}` })).toEqual([
      "SCRUBJAY_EVIDENCE_KEYS",
    ]);
    expect(twice({ SCRUBJAY_PSEUDONYM_KEY: KEY, SCRUBJAY_SIGNING_KEY: KEY })).toEqual([
      "SCRUBJAY_SIGNING_KEY",
    ]);
  });

  test("the log's name is a URL without its scheme", () => {
    const origin = (value: string) => Object.keys(problemsOf({ SCRUBJAY_LOG_ORIGIN: value }));
    for (const good of ["a", "erasure.example.com/log", "x".repeat(200)])
      expect(origin(good), good).toEqual([]);
    for (const bad of ["a b", "a+b", "https://a", "ä", "x".repeat(201)])
      expect(origin(bad), bad).toEqual(["SCRUBJAY_LOG_ORIGIN"]);
  });
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

describe("A name that is no setting", () => {
  const found = (env: Record<string, string>, inFile: string[] = []) => {
    const unknown: string[] = [];
    const names = { inFile: new Set(inFile), onUnknown: (name: string) => unknown.push(name) };
    try {
      loadConfig(env, [], names);
      return { problems: [], unknown };
    } catch (error) {
      if (!(error instanceof ConfigError)) throw error;
      return { problems: error.problems.map(({ setting, problem }) => `${setting} ${problem}`), unknown };
    }
  };
  const TYPOS = {
    SCRUBJAY_FOUR_EYE: "true",
    SCRUBJAY_WAITING_PERIODS: "24 hours",
    TALKJS_QUOTA_SHAER: "0.1",
  };

  test.each([
    ["our file", Object.keys(TYPOS)],
    ["the environment", []],
  ])("and is nearly one is refused in %s, with what was meant, all at once", (_, inFile) => {
    expect(found(TYPOS, inFile).problems).toEqual([
      "SCRUBJAY_FOUR_EYE is no setting. Did you mean SCRUBJAY_FOUR_EYES?",
      "SCRUBJAY_WAITING_PERIODS is no setting. Did you mean SCRUBJAY_WAITING_PERIOD?",
      "TALKJS_QUOTA_SHAER is no setting. Did you mean TALKJS_QUOTA_SHARE?",
    ]);
  });

  test("is found whatever is mistyped of it", () => {
    const near = ["scrubjay_four_eyes", "SRUBJAY_FOUR_EYES", "SCRUBJAY-FOUR-EYES", "TALKSJ_APP_ID"];
    for (const name of near) expect(found({ [name]: "true" }).problems, name).toHaveLength(1);
  });

  test("and is far from all is refused in our file, and told of in the environment", () => {
    const env = { SCRUBJAY_SIX_EARS: "true", TALKJS_NONSENSE: "1", PGPASSWORD: "x", PATHS: "y" };
    const problems = ["SCRUBJAY_SIX_EARS is no setting", "TALKJS_NONSENSE is no setting"];
    expect(found(env, Object.keys(env))).toEqual({ problems, unknown: [] });
    expect(found(env)).toEqual({ problems: [], unknown: ["SCRUBJAY_SIX_EARS"] });
  });

  test("is nothing to us where a platform sets it, or the compose file reads it", () => {
    const platform = [
      ...["SCRUBJAY_SERVICE_HOST", "SCRUBJAY_SERVICE_PORT", "SCRUBJAY_SERVICE_PORT_HTTP", "SCRUBJAY_PORT"],
      ...["", "_PROTO", "_PORT", "_ADDR"].map((part) => `SCRUBJAY_WORKER_PORT_8080_TCP${part}`),
    ];
    expect(found(Object.fromEntries(platform.map((name) => [name, "x"])))).toEqual({
      problems: [],
      unknown: [],
    });
    const compose = { REDIS_PASSWORD: "x", POSTGRES_PASSWORD: "y" };
    expect(found(compose, Object.keys(compose))).toEqual({ problems: [], unknown: [] });
  });
});
