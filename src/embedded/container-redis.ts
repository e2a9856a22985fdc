import { createHash } from "node:crypto";
import { realpath } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { failure } from "../base/errors.js";
import { newPassword, type RunningRedis } from "./private-redis.js";
import { execFileAsync, findProgram } from "./programs.js";
import { answers, DURABLE, lines, redisUrl } from "./redis-server.js";
import { supervise, type Supervised } from "./supervise.js";

export const IMAGE = "redis:7-alpine";
/** A Docker that is there but hangs must not hold the start up. */
const INFO_TIMEOUT_MS = 10_000;
const PULL_TIMEOUT_MS = 5 * 60_000;
const OLD_ONE_GONE_WITHIN_MS = 20_000;

/** The path of the docker command when its engine answers and the image is there or can be pulled. */
export async function dockerWithRedis(say: (line: string) => void): Promise<string | undefined> {
  const docker = findProgram(["docker"]);
  if (docker === undefined) return undefined;
  if ((await ask(docker, ["info", "--format", "{{.ServerVersion}}"], INFO_TIMEOUT_MS)) === undefined)
    return undefined;
  if ((await ask(docker, ["image", "inspect", IMAGE])) !== undefined) return docker;
  say(`Pulling the image ${IMAGE}`);
  return (await ask(docker, ["pull", "--quiet", IMAGE], PULL_TIMEOUT_MS)) === undefined ? undefined : docker;
}

/**
 * Starts Redis in a container for this process alone, with the same guarantees as one on the machine itself: the port is
 * published on loopback only, the data is in a volume that belongs to `folder`, the password goes through stdin. The
 * docker client is what is supervised: it passes SIGTERM on, and the container is removed when it ends.
 */
export async function startContainerRedis(docker: string, folder: string): Promise<RunningRedis> {
  const name = await containerName(folder);
  await untilOldOneIsGone(docker, name);
  const password = newPassword();
  const logFile = join(folder, "redis.log");
  const client = await supervise(
    docker,
    [
      "run",
      "--rm",
      "--interactive",
      "--name",
      name,
      "--publish",
      "127.0.0.1::6379",
      "--volume",
      `${name}:/data`,
    ].concat(["--security-opt", "no-new-privileges", IMAGE, "redis-server", "-"]),
    {
      input: lines({ ...DURABLE, bind: "0.0.0.0", port: "6379", dir: "/data", requirepass: password }),
      logFile,
      cwd: folder,
    },
  );
  const stop = async () => {
    await client.stop();
    // A client that had to be killed leaves its container behind.
    await ask(docker, ["rm", "--force", name]);
  };
  const port = await publishedPort(docker, name, client);
  const url = redisUrl(port ?? 0, password);
  if (port === undefined || !(await answers(url, client))) {
    await stop();
    throw failure("PROGRAM_ENDED.logged", { program: "docker", logFile });
  }
  return { url, stop };
}

/** Of the container and of its volume: the same for the same folder. */
export async function containerName(folder: string): Promise<string> {
  const digest = createHash("sha256")
    .update(await realpath(folder))
    .digest("hex");
  return `scrubjay-redis-${digest.slice(0, 12)}`;
}

async function publishedPort(docker: string, name: string, client: Supervised): Promise<number | undefined> {
  let over = false;
  void client.exited.then(() => (over = true));
  while (!over) {
    const port = /:(\d+)\s*$/m.exec((await ask(docker, ["port", name, "6379/tcp"])) ?? "")?.[1];
    if (port !== undefined) return Number(port);
    await sleep(100);
  }
  return undefined;
}

/** The container of a process that was killed is still ending; one that never does is removed. */
async function untilOldOneIsGone(docker: string, name: string): Promise<void> {
  const deadline = performance.now() + OLD_ONE_GONE_WITHIN_MS;
  while ((await ask(docker, ["container", "inspect", "--format", "{{.Id}}", name])) !== undefined) {
    if (performance.now() > deadline) await ask(docker, ["rm", "--force", name]);
    await sleep(100);
  }
}

/** What docker answers, undefined when it says no. */
async function ask(docker: string, args: string[], timeout = 30_000): Promise<string | undefined> {
  return execFileAsync(docker, args, { timeout }).then(
    ({ stdout }) => stdout,
    () => undefined,
  );
}
