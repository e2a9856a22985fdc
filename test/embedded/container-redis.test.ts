import { Redis } from "ioredis";
import { beforeAll, expect, onTestFinished, test } from "vitest";
import { containerName, dockerWithRedis, startContainerRedis } from "../../src/embedded/container-redis.js";
import { execFileAsync } from "../../src/embedded/programs.js";
import type { RunningRedis } from "../../src/embedded/private-redis.js";
import { startScript } from "../support/script.js";
import { tempFolder } from "../support/temp.js";
import { until } from "../support/until.js";

let docker: string | undefined;
beforeAll(async () => {
  docker = await dockerWithRedis(() => undefined);
});

const NO_DOCKER = "Docker doesn't answer here, or the Redis image can't be had";

async function newFolder(): Promise<{ folder: string; name: string }> {
  const folder = await tempFolder();
  const name = await containerName(folder);
  onTestFinished(async () => {
    await execFileAsync("docker", ["volume", "rm", "--force", name]);
  });
  return { folder, name };
}

async function open(folder: string): Promise<{ server: RunningRedis; redis: Redis }> {
  const server = await startContainerRedis(docker ?? "", folder);
  onTestFinished(() => server.stop());
  const redis = new Redis(server.url);
  redis.on("error", () => undefined);
  onTestFinished(() => redis.disconnect());
  return { server, redis };
}

async function words(...args: string[]): Promise<string[]> {
  return (await execFileAsync("docker", args)).stdout.split(/\s+/).filter((word) => word !== "");
}

const containers = (name: string) => words("ps", "--all", "--quiet", "--filter", `name=${name}`);

test("a Redis in a container keeps its data, evicts nothing and is published on loopback only", async ({
  skip,
}) => {
  skip(docker === undefined, NO_DOCKER);
  const { folder, name } = await newFolder();
  const { server, redis } = await open(folder);
  expect(await redis.config("GET", "appendonly")).toEqual(["appendonly", "yes"]);
  expect(await redis.config("GET", "maxmemory-policy")).toEqual(["maxmemory-policy", "noeviction"]);
  expect(await words("port", name, "6379/tcp")).toEqual([`127.0.0.1:${new URL(server.url).port}`]);
});

test("the password of a Redis in a container is in no command line and no setting of the container", async ({
  skip,
}) => {
  skip(docker === undefined, NO_DOCKER);
  const { folder, name } = await newFolder();
  const { server } = await open(folder);
  const { password } = new URL(server.url);
  expect(password.length).toBeGreaterThan(32);
  expect((await words("inspect", name)).join(" ")).not.toContain(password);
  expect((await execFileAsync("ps", ["-A", "-ww", "-o", "args"])).stdout).not.toContain(password);
});

test("a Redis in a container is gone after stop, and its data is there next time", async ({ skip }) => {
  skip(docker === undefined, NO_DOCKER);
  const { folder, name } = await newFolder();
  const first = await open(folder);
  await first.redis.set("kept", "yes");
  await first.server.stop();
  expect(await containers(name)).toEqual([]);
  const second = await open(folder);
  expect(await second.redis.get("kept")).toBe("yes");
});

test("a Redis in a container ends when the process that started it is killed, and a start right after works", async ({
  skip,
}) => {
  skip(docker === undefined, NO_DOCKER);
  const { folder, name } = await newFolder();
  const host = process.env["DOCKER_HOST"];
  const child = await startScript("container-child.ts", import.meta.url, [folder], {
    env: host === undefined ? {} : { DOCKER_HOST: host },
  });
  await child.untilOutput(/kept/);
  child.kill("SIGKILL");
  const next = await open(folder);
  expect(await next.redis.get("kept")).toBe("yes");
  await next.server.stop();
  await until("no container is left", async () => (await containers(name)).length === 0);
});
