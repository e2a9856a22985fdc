import { appendFile, readdir } from "node:fs/promises";
import { join, relative } from "node:path";
import { Redis } from "ioredis";
import { describe, expect, inject, onTestFinished, test } from "vitest";
import { failure } from "../../src/base/errors.js";
import { openRedis, type OpenedRedis } from "../../src/embedded/open-redis.js";
import type { Child } from "../support/child.js";
import { startScript } from "../support/script.js";
import { tempFolder } from "../support/temp.js";
import { isAlive, untilGone, visibleArguments } from "./processes.js";

async function open(dataDir: string): Promise<{ opened: OpenedRedis; redis: Redis; pid: number }> {
  const opened = await openRedis({ dataDir, say: () => undefined });
  const redis = new Redis(opened.url);
  onTestFinished(async () => {
    redis.disconnect();
    await opened.close();
  });
  const pid = Number(/process_id:(\d+)/.exec(await redis.info("server"))?.[1]);
  return { opened, redis, pid };
}

async function startChild(dataDir: string): Promise<{ child: Child; pid: number; url: string }> {
  const child = await startScript("redis-child.ts", import.meta.url, [dataDir]);
  const [, pid, url = ""] = await child.untilOutput(/pid (\d+) (\S+)/);
  return { child, pid: Number(pid), url };
}

describe("a Redis of this process's own", () => {
  test("keeps everything on disk, evicts nothing, and is reached over loopback only", async () => {
    const { opened, redis } = await open(await tempFolder());
    expect(opened.source).toBe("private");
    const config = async (name: string) => (await redis.config("GET", name))[1];
    expect(await config("appendonly")).toBe("yes");
    expect(await config("appendfsync")).toBe("everysec");
    expect(await config("maxmemory-policy")).toBe("noeviction");
    expect(await config("bind")).toBe("127.0.0.1");
  });

  test.skipIf(process.platform !== "linux")(
    "needs a password that no command line shows (Linux only: needs /proc)",
    async () => {
      const { opened, pid } = await open(await tempFolder());
      const { password, port } = new URL(opened.url);
      expect(password.length).toBeGreaterThan(32);
      expect(await visibleArguments(pid)).not.toContain(password);
      const stranger = new Redis(Number(port), "127.0.0.1", { retryStrategy: () => null });
      stranger.on("error", () => undefined);
      await expect(stranger.ping()).rejects.toThrow(/NOAUTH/);
      stranger.disconnect();
    },
  );

  test("is gone after close, which may be called twice, and its data is there next time", async () => {
    const dataDir = await tempFolder();
    const first = await open(dataDir);
    await first.redis.set("kept", "yes");
    first.redis.disconnect();
    await Promise.all([first.opened.close(), first.opened.close()]);
    expect(isAlive(first.pid)).toBe(false);
    const second = await open(dataDir);
    expect(await second.redis.get("kept")).toBe("yes");
    expect(second.opened.url).not.toBe(first.opened.url);
  });

  test("works in a data folder that is named relative to the working folder", async () => {
    const dataDir = relative(process.cwd(), join(await tempFolder(), 'odd "name" \\ here'));
    await open(dataDir);
    expect(await readdir(join(dataDir, "redis"))).toContain("appendonlydir");
  });

  test("ends when the process that started it is killed, and a start right after finds its data", async () => {
    const dataDir = await tempFolder();
    const { child, pid, url } = await startChild(dataDir);
    const redis = new Redis(url);
    redis.on("error", () => undefined);
    await redis.set("kept", "yes");
    child.kill("SIGKILL");
    await child.exited;
    const next = await open(dataDir);
    expect(isAlive(pid)).toBe(false);
    expect(await next.redis.get("kept")).toBe("yes");
    redis.disconnect();
  });

  test("waits for the earlier server of a killed process even when that one takes its time to end", async () => {
    const dataDir = await tempFolder();
    const { child, pid } = await startChild(dataDir);
    process.kill(pid, "SIGSTOP");
    child.kill("SIGKILL");
    await child.exited;
    const continued = setTimeout(() => process.kill(pid, "SIGCONT"), 1500);
    onTestFinished(() => clearTimeout(continued));
    const start = performance.now();
    await open(dataDir);
    expect(performance.now() - start).toBeGreaterThan(1000);
    expect(isAlive(pid)).toBe(false);
  });

  test("survives a Ctrl-C in the terminal until the process is done with it", async () => {
    const script = await startScript("redis-child.ts", import.meta.url, [await tempFolder()], {
      detached: true,
    });
    const [, pid] = await script.untilOutput(/pid (\d+)/);
    // What a terminal does: the signal goes to the whole process group.
    process.kill(-script.pid, "SIGINT");
    await script.untilOutput(/after SIGINT: PONG/);
    await script.untilOutput(/closed/);
    expect(await script.exited).toMatchObject({ code: 0 });
    await untilGone(Number(pid));
  });

  test("comes up although a crash cut its file off in the middle of a write", async () => {
    const dataDir = await tempFolder();
    const first = await open(dataDir);
    await first.redis.set("kept", "yes");
    first.redis.disconnect();
    await first.opened.close();
    const folder = join(dataDir, "redis", "appendonlydir");
    const [file = ""] = (await readdir(folder)).filter((name) => name.endsWith(".incr.aof"));
    await appendFile(join(folder, file), "*3\r\n$3\r\nSET\r\n$4\r\nlo");
    const second = await open(dataDir);
    expect(await second.redis.keys("*")).toEqual(["kept"]);
  });

  test("is refused to a second process with the same data folder, which is told about REDIS_URL", async () => {
    const dataDir = await tempFolder();
    const { child, pid } = await startChild(dataDir);
    await expect(openRedis({ dataDir, say: () => undefined })).rejects.toMatchObject({
      code: "REDIS_IN_USE",
      exitCode: 2,
      remedy: expect.stringContaining("REDIS_URL") as string,
    });
    child.kill("SIGKILL");
    await untilGone(pid);
  });

  test("says what its log is when it can't come up", async () => {
    const dataDir = await tempFolder();
    const first = await open(dataDir);
    first.redis.disconnect();
    await first.opened.close();
    const folder = join(dataDir, "redis", "appendonlydir");
    const [manifest = ""] = (await readdir(folder)).filter((name) => name.endsWith(".manifest"));
    await appendFile(join(folder, manifest), "nonsense\n");
    await expect(openRedis({ dataDir, say: () => undefined })).rejects.toMatchObject({
      code: "PROGRAM_ENDED",
      remedy: expect.stringContaining("redis.log") as string,
    });
  });
});

describe("the Redis of REDIS_URL", () => {
  test("is used as it is, and still runs after close", async () => {
    const redisUrl = inject("redisUrl");
    const opened = await openRedis({ redisUrl, dataDir: "/nowhere", say: () => undefined });
    expect(opened).toMatchObject({ url: redisUrl, source: "given" });
    await opened.close();
    const redis = new Redis(redisUrl);
    expect(await redis.ping()).toBe("PONG");
    redis.disconnect();
  });

  test.each([
    "redis://:hidden@127.0.0.1:1",
    "redis://:hidden@no-such-host.invalid",
    "rediss://:hidden@127.0.0.1:1",
  ])("is reported when it does not answer, without its password (%s)", async (redisUrl) => {
    const error = (await openRedis({ redisUrl, dataDir: "/nowhere", say: () => undefined }).catch(
      (caught: unknown) => caught,
    )) as Error;
    expect(error).toMatchObject({ code: "REDIS_UNREACHABLE", exitCode: 2 });
    expect(JSON.stringify({ ...error, message: error.message, cause: error.cause })).not.toContain("hidden");
  });
});

test("a machine without any Redis is told the three ways out", () => {
  const { code, exitCode, remedy } = failure("REDIS_MISSING");
  expect({ code, exitCode }).toEqual({ code: "REDIS_MISSING", exitCode: 2 });
  expect(remedy).toMatch(/REDIS_URL.*install Redis.*Docker/);
});
