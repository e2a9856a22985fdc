import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { failure, isFailure } from "../base/errors.js";
import { onPath, programIn } from "../embedded/programs.js";

const PROGRAMS = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"];
const TIMEOUT_MS = 60_000;
/** A program that was killed writes on for a moment. */
const REMOVAL = { recursive: true, force: true, maxRetries: 5, retryDelay: 200 } as const;

/** Prints, with a profile of its own, and asks for nothing from elsewhere. */
const SWITCHES = [
  "--headless",
  "--disable-gpu",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-default-apps",
  "--disable-dev-shm-usage",
  "--disable-extensions",
  "--disable-sync",
  "--host-resolver-rules=MAP * ~NOTFOUND",
  "--no-first-run",
  "--no-pdf-header-footer",
];

/**
 * A page as PDF, printed by the Chromium or Chrome of this machine.
 * @param page a page of ours without scripts, as HTML.
 * @throws {CHROMIUM_MISSING | PDF_FAILED}
 */
export async function pdfOf(
  page: string,
  { path = process.env["PATH"] ?? "", timeoutMs = TIMEOUT_MS } = {},
): Promise<Buffer> {
  const program = programIn(onPath(path), PROGRAMS);
  if (program === undefined) throw failure("CHROMIUM_MISSING");
  // The page says whose erasure it was: nobody else of this machine may read it.
  // A short name: Chromium puts a socket deeper in it, and the path of a socket has at most 107 bytes.
  const folder = await mkdtemp(join(tmpdir(), "pdf-"));
  try {
    const source = join(folder, "page.html");
    const target = join(folder, "page.pdf");
    await writeFile(source, page, { mode: 0o600 });
    const files = [`--user-data-dir=${join(folder, "profile")}`, `--print-to-pdf=${target}`];
    const args = [...SWITCHES, ...sandboxing(), ...files, pathToFileURL(source).href];
    await run(program, args, { home: folder, path, timeoutMs });
    return await readFile(target).catch(() => {
      throw failure("PDF_FAILED", { reason: "it printed nothing" });
    });
  } finally {
    await rm(folder, REMOVAL);
  }
}

/** Chromium refuses to run as root with its sandbox; the page holds no script. */
function sandboxing(): string[] {
  return process.getuid?.() === 0 ? ["--no-sandbox"] : [];
}

async function run(
  program: string,
  args: string[],
  { home, path, timeoutMs }: { home: string; path: string; timeoutMs: number },
): Promise<void> {
  // Of the environment only what it needs: settings of this process hold keys.
  const env = { PATH: path, HOME: home, TMPDIR: home };
  const child = spawn(program, args, { env, stdio: "ignore", detached: true });
  const signal = AbortSignal.timeout(timeoutMs);
  try {
    const [code] = (await once(child, "close", { signal })) as [number | null];
    if (code !== 0) throw failure("PDF_FAILED", { reason: `exit code ${code}` });
  } catch (error) {
    if (isFailure(error, "PDF_FAILED")) throw error;
    throw failure("PDF_FAILED", { reason: signal.aborted ? "it took too long" : "it can't be started" });
  } finally {
    end(child);
  }
}

/** With the processes that it has started itself, which are of its group. */
function end({ pid }: ChildProcess): void {
  if (pid === undefined) return;
  try {
    process.kill(-pid, "SIGKILL");
  } catch {
    // Nothing of it is left.
  }
}
