import { createHash } from "node:crypto";
import { readdir, readFile } from "node:fs/promises";
import { basename, dirname, join, resolve } from "node:path";
import {
  isPolicyFile,
  policyNameOf,
  readPolicySet,
  schedulesOf,
  unreadable,
  type PolicySet,
  type PolicySource,
  type ScheduledPolicy,
} from "../policy/policy-set.js";
import { defaultPolicy, type Policy } from "../policy/policy.js";
import { policiesInvalid, PolicyError } from "../policy/problem.js";
import type { NamedPolicies } from "../policy/named-policies.js";
import type { Telemetry } from "../telemetry/telemetry.js";

const POLL_MS = 2_000;

export interface PolicyFolderOptions {
  /** SCRUBJAY_POLICIES; undefined: no named policies and no schedules of files. */
  folder: string | undefined;
  /** SCRUBJAY_ERASURE_POLICY, a file of the folder or elsewhere; undefined: the built-in policy. */
  erasurePolicy: string | undefined;
  telemetry: Telemetry;
  /**
   * Called once before `openPolicyFolder` answers, and after every change that was taken over. When a later call fails
   * it is made again at the next look.
   */
  onChange: (folder: PolicyFolder) => Promise<void>;
}

/**
 * Reads the policy files of a service and follows their changes. A file that can't be used keeps the version that could,
 * and says so once.
 * @throws {POLICIES_INVALID} with all problems of all files, at the start.
 */
export async function openPolicyFolder(options: PolicyFolderOptions): Promise<PolicyFolder> {
  const folder = new PolicyFolder(options);
  await folder.start();
  return folder;
}

export class PolicyFolder implements NamedPolicies {
  #files: PolicySet = new Map();
  #erasure: Policy = defaultPolicy;
  /** What was seen at the last look, and what was last taken over or refused. */
  #seen = "";
  #judged = "";
  #told = true;
  #running: Promise<void> = Promise.resolve();
  #timer: NodeJS.Timeout | undefined;

  constructor(private readonly options: PolicyFolderOptions) {}

  get erasure(): Policy {
    return this.#erasure;
  }

  get(name: string): Policy | undefined {
    return [...this.#files].find(([file]) => policyNameOf(file) === name)?.[1].policy;
  }

  names(): string[] {
    return [...this.#files.keys()].map(policyNameOf);
  }

  schedules(): ScheduledPolicy[] {
    return schedulesOf(this.#files);
  }

  async start(): Promise<void> {
    const sources = await this.#sources();
    this.#judged = fingerprint(sources);
    const faults = this.#judge(sources);
    if (faults.length > 0) throw policiesInvalid(faults);
    await this.options.onChange(this);
    this.#timer = setInterval(() => void this.check(), POLL_MS);
  }

  /**
   * Takes over what changed, once it was found the same twice: a file that is still being written may already be valid,
   * without its last lines. One watch at a time.
   */
  check(): Promise<void> {
    this.#running = this.#running.then(() => this.#checkOnce());
    return this.#running;
  }

  async close(): Promise<void> {
    clearInterval(this.#timer);
    await this.#running;
  }

  async #checkOnce(): Promise<void> {
    const sources = await this.#sources();
    const print = fingerprint(sources);
    const isSettled = print === this.#seen;
    this.#seen = print;
    if (isSettled && print !== this.#judged) {
      this.#judged = print;
      for (const { source, problems } of this.#judge(sources))
        this.options.telemetry.emit("policies.invalid", { file: source, problems: problems.length });
      this.#told = false;
    }
    if (this.#told) return;
    this.#told = await this.options.onChange(this).then(
      () => true,
      () => false,
    );
  }

  #judge({ folder, apart }: Sources): PolicyError[] {
    const faults: PolicyError[] = [];
    if (folder === null) faults.push(unreadable(basename(this.options.folder ?? "")));
    else {
      const read = readPolicySet(folder, this.#files);
      this.#files = read.set;
      faults.push(...read.faults);
    }
    if (apart) {
      const read = readPolicySet([apart], new Map());
      faults.push(...read.faults);
      const found = read.set.get(apart.file);
      if (found && found.schedules.length > 0) faults.push(misplaced(apart.file));
      else this.#erasure = found?.policy ?? this.#erasure;
    } else if (this.options.erasurePolicy !== undefined) {
      const file = basename(this.options.erasurePolicy);
      const found = this.#files.get(file);
      if (found) this.#erasure = found.policy;
      else if (folder !== null && !folder.some((source) => source.file === file))
        faults.push(unreadable(file));
    }
    return faults;
  }

  async #sources(): Promise<Sources> {
    const { folder, erasurePolicy } = this.options;
    const isInside =
      folder !== undefined &&
      erasurePolicy !== undefined &&
      isPolicyFile(erasurePolicy) &&
      dirname(resolve(erasurePolicy)) === resolve(folder);
    return {
      folder: folder === undefined ? [] : await readFolder(folder),
      apart: erasurePolicy === undefined || isInside ? undefined : await readSource(erasurePolicy),
    };
  }
}

interface Sources {
  /** Null: the folder can't be read. */
  folder: PolicySource[] | null;
  /** The policy of erasure requests, where it lies elsewhere. */
  apart: PolicySource | undefined;
}

/** Hidden files are left out: mounted folders keep the versions of their files there, and editors their copies. */
async function readFolder(folder: string): Promise<PolicySource[] | null> {
  const names = await readdir(folder).catch(() => null);
  const files = names?.filter((name) => isPolicyFile(name) && !name.startsWith(".")).sort();
  return files ? Promise.all(files.map((name) => readSource(join(folder, name)))) : null;
}

async function readSource(path: string): Promise<PolicySource> {
  return { file: basename(path), text: await readFile(path, "utf8").catch(() => null) };
}

function fingerprint(sources: Sources): string {
  return createHash("sha256").update(JSON.stringify(sources)).digest("hex");
}

function misplaced(file: string): PolicyError {
  const message = "belongs to the policy of erasure requests, which lies outside the policy folder";
  const remedy = "Remove the schedules, or move the file into the folder.";
  return new PolicyError(file, [{ line: null, path: "schedules", message, remedy }]);
}
