import { execFile } from "node:child_process";
import { accessSync, constants, existsSync } from "node:fs";
import { delimiter, join } from "node:path";
import { promisify } from "node:util";
import { failure } from "../base/errors.js";

export const execFileAsync = promisify(execFile);

/** Daemons are often installed where an ordinary user's PATH doesn't look. */
const USUAL_FOLDERS = ["/usr/local/bin", "/usr/bin", "/usr/sbin", "/opt/homebrew/bin"];

/** The path of the first of `names` that can be run, looked for on the PATH, in the usual folders and in `extra`. */
export function findProgram(names: readonly string[], extra: readonly string[] = []): string | undefined {
  return programIn([...onPath(process.env["PATH"] ?? ""), ...USUAL_FOLDERS, ...extra], names);
}

/** The folders of a PATH. */
const onPath = (path: string): string[] => path.split(delimiter).filter((folder) => folder !== "");

/** The path of the first of `names` that can be run in one of these folders. */
function programIn(folders: readonly string[], names: readonly string[]): string | undefined {
  return names.flatMap((name) => folders.map((folder) => join(folder, name))).find(isExecutable);
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/**
 * The words to put before `apt-get` here: none as root, `sudo -n` where sudo asks for no password,
 * undefined where this is no Debian-like system or this user may not install anything.
 */
export async function aptPrefix(): Promise<string[] | undefined> {
  if (!existsSync("/etc/debian_version") || findProgram(["apt-get"]) === undefined) return undefined;
  if (process.getuid?.() === 0) return [];
  const allowed = await execFileAsync("sudo", ["-n", "true"]).then(
    () => true,
    () => false,
  );
  return allowed ? ["sudo", "-n"] : undefined;
}

/**
 * The command that installs a Debian package and starts no service of its own: a package's own service would
 * take the default port and stay behind. RUNLEVEL=1 is what invoke-rc.d honours when systemd isn't running,
 * the masked unit what it honours otherwise.
 */
export function installSteps(packageName: string, prefix: readonly string[]): string[][] {
  const apt = [...prefix, "env", "DEBIAN_FRONTEND=noninteractive", "RUNLEVEL=1", "apt-get"];
  const install = [...apt, "install", "-y", "-qq", "--no-install-recommends", packageName];
  if (!existsSync("/run/systemd/system")) return [[...apt, "update", "-qq"], install];
  const unit = `${packageName}.service`;
  return [
    [...apt, "update", "-qq"],
    [...prefix, "systemctl", "mask", "--quiet", unit],
    install,
    [...prefix, "systemctl", "unmask", "--quiet", unit],
    [...prefix, "systemctl", "disable", "--quiet", unit],
  ];
}

/** Installs a Debian package; throws INSTALL_FAILED when a step fails. */
export async function install(packageName: string, prefix: readonly string[]): Promise<void> {
  for (const [program = "", ...args] of installSteps(packageName, prefix)) {
    try {
      await execFileAsync(program, args, { maxBuffer: 64 * 1024 * 1024 });
    } catch (cause) {
      throw failure("INSTALL_FAILED", { name: packageName }, { cause });
    }
  }
}
