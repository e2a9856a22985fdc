import { spawn } from "node:child_process";
import { told } from "../model/errors/index.js";
import { Failure, type ScrubjayError, failure } from "../base/errors.js";

/**
 * Hands a checkpoint to a command of the shell, on its standard input, with SCRUBJAY_CHECKPOINT_SIZE and
 * SCRUBJAY_CHECKPOINT_ORIGIN in its environment. What it writes is nobody's business: it could be anything.
 * @param signal ends it.
 * @throws {COMMAND_LATE | COMMAND_FAILED} when it ends with anything but 0, or was ended.
 */
export async function publishByCommand(
  command: string,
  { size, origin, note }: { size: number; origin: string; note: string },
  signal: AbortSignal,
  { cwd, env }: { cwd: string; env: NodeJS.ProcessEnv } = { cwd: process.cwd(), env: process.env },
): Promise<void> {
  // A group of its own, so that what the shell has started ends with it.
  const child = spawn("sh", ["-c", command], {
    stdio: ["pipe", "ignore", "ignore"],
    detached: true,
    cwd,
    env: {
      ...withoutSecrets(env),
      SCRUBJAY_CHECKPOINT_SIZE: String(size),
      SCRUBJAY_CHECKPOINT_ORIGIN: origin,
    },
  });
  const end = () => {
    if (child.pid === undefined) return;
    try {
      process.kill(-child.pid, "SIGKILL");
    } catch {
      // It has ended already.
    }
  };
  process.once("exit", end);
  // Not every command reads it.
  child.stdin.on("error", () => undefined);
  child.stdin.end(note);
  try {
    const code = await new Promise<number | string>((resolve) => {
      signal.addEventListener("abort", () => resolve("late"), { once: true });
      child.once("error", () => resolve("not begun"));
      child.once("exit", (status, by) => resolve(status ?? by ?? "unknown"));
    });
    if (code !== 0) throw failed(code);
  } finally {
    process.off("exit", end);
    end();
  }
}

/** @param result its exit code, or what ended it; the code of the failure tells it. */
function failed(result: number | string): ScrubjayError {
  if (result === "late") return failure("COMMAND_LATE");
  const { code, ...rest } = told("COMMAND_FAILED", { result });
  return new Failure({ ...rest, code: `${code}_${result}`.replace(/\W/g, "_").toUpperCase() }, { result });
}

/** The command needs paths and its own settings; our keys and passwords are none of its business. */
function withoutSecrets(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const secret =
    /^(SCRUBJAY_(PSEUDONYM|SIGNING|EVIDENCE)_KEYS?|SCRUBJAY_TOKEN|SCRUBJAY_WEBHOOK_SECRET|TALKJS_SECRET_KEY|DATABASE_URL|REDIS_URL)$/;
  return Object.fromEntries(Object.entries(env).filter(([name]) => !secret.test(name)));
}
