import { createServer, type AddressInfo } from "node:net";
import { expect, onTestFinished, test } from "vitest";
import { checkRedisVersion, isTooOld, redisVersion } from "../../src/embedded/redis-version.js";

/** Answers every command alike, in RESP. */
async function fakeRedis(answer: string): Promise<string> {
  const server = createServer((socket) => {
    socket.on("error", () => undefined);
    socket.on("data", (data) => {
      for (let left = data.toString().split("*").length; left > 1; left -= 1) socket.write(answer);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => void server.close());
  return `redis://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

function bulk(text: string): string {
  return `$${text.length}\r\n${text}\r\n`;
}

test.each(["6.2.0", "6.2.14", "7.0.15", "8.0.1", "10.0.0"])("Redis %s is new enough", (version) => {
  expect(isTooOld(version)).toBe(false);
});

test.each(["2.8.24", "5.0.14", "6.0.20"])("Redis %s is too old", (version) => {
  expect(isTooOld(version)).toBe(true);
});

test("the version is the one that INFO names, which for Valkey is the Redis it is compatible with", () => {
  expect(redisVersion("# Server\r\nredis_version:7.2.4\r\nserver_name:valkey\r\n")).toBe("7.2.4");
  expect(redisVersion("# Server\r\n")).toBeUndefined();
});

test("a Redis that is too old is refused, with its version", async () => {
  const url = await fakeRedis(bulk("# Server\r\nredis_version:5.0.7\r\nloading:0\r\n"));
  await expect(checkRedisVersion(url)).rejects.toMatchObject({
    code: "REDIS_TOO_OLD",
    message: "Redis 5.0.7 is too old",
  });
});

test("a Redis that refuses the password is reported with Redis's own word and nothing else", async () => {
  const url = await fakeRedis("-WRONGPASS invalid username-password pair for hidden\r\n");
  await expect(checkRedisVersion(url)).rejects.toMatchObject({
    code: "REDIS_UNREACHABLE",
    message: "the Redis of REDIS_URL can't be used (WRONGPASS)",
  });
});

test("a Redis that doesn't tell this user its version is taken as it is", async () => {
  await checkRedisVersion(
    await fakeRedis("-NOPERM this user has no permissions to run the 'info' command\r\n"),
  );
});
