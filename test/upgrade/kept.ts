import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

export const LEDGERS = ["postgres", "embedded"] as const;
export type LedgerKind = (typeof LEDGERS)[number];

/** Two apps of one ledger, because only one sweep of an app may be open. */
export const APPS = ["shop", "club"] as const;
export type AppId = (typeof APPS)[number];

/** What a version of the program left behind, a folder each, with a folder for each ledger in it. */
export const LEFT_BY = fileURLToPath(new URL("./left-by", import.meta.url));

/** Names of a ledger's files. README.md, which leave.ts writes, says what each is. */
export const FILES = {
  facts: "facts.json",
  leaves: "leaves.ndjson",
  dump: "dump.sql.gz",
  packed: "ledger.tar.br",
  data: "data",
  redis: "redis",
} as const;

/** Names of an app's files, in a folder of its name. */
export const APP_FILES = {
  people: "people.ndjson",
  journal: "journal.ndjson",
  audit: "audit.ndjson",
  checkpoint: "checkpoint.txt",
  verifierKey: "verifier-key.txt",
  certificates: "certificates",
} as const;

/** What was left in the app `shop`, by the means to ask for it. */
export interface ShopFacts {
  token: string;
  account: string;
  schedule: string;
  finishedRun: number;
  plannedRun: number;
  /** Ended, and certified then. */
  completedRequest: string;
  completedPerson: string;
  /** By user ID and by e-mail address; neither was worked on. */
  openRequests: string[];
  heldRequest: string;
  hold: string;
  watch: number;
  parkedDelivery: string;
}

export interface ClubFacts {
  finishedRun: number;
  /** Its process was killed after an edit that it hadn't recorded. */
  applyingRun: number;
  peopleOfApplyingRun: number;
}

export interface Facts {
  version: string;
  leftAt: string;
  /** The keys, where they are settings. */
  settings: Record<string, string>;
  shop: ShopFacts;
  club: ClubFacts;
}

/** A leaf of a sealed log. */
export interface Leaf {
  app: AppId;
  index: number;
  kind: string;
  rowId: number;
  /** Its hash in hexadecimal. */
  hash: string;
}

/** Works on both ledgers, in each version that sealed. */
export const LEAVES = `
  select log.app_id as app, leaf.index::int as index, leaf.kind, leaf.row_id::int as "rowId",
         encode(substring(tile.hashes from 1 + 32 * (leaf.index % 256)::int for 32), 'hex') as hash
  from scrubjay.log_leaves leaf
  join scrubjay.logs log on log.id = leaf.log_id
  join scrubjay.log_tiles tile on tile.log_id = leaf.log_id and tile.level = 0 and tile.index = leaf.index / 256
  order by log.app_id, leaf.index`;

/** Their folders' names; what is still being made begins with a dot. */
export const keptVersions = async (): Promise<string[]> =>
  (await readdir(LEFT_BY)).filter((name) => !name.startsWith("."));

/** The files of one ledger of one version. */
export class Kept {
  readonly folder: string;

  constructor(
    version: string,
    readonly ledger: LedgerKind,
  ) {
    this.folder = join(LEFT_BY, version, ledger);
  }

  path(...names: string[]): string {
    return join(this.folder, ...names);
  }

  text(...names: string[]): Promise<string> {
    return readFile(this.path(...names), "utf8");
  }

  async lines<T>(...names: string[]): Promise<T[]> {
    const lines = (await this.text(...names)).split("\n").filter((line) => line !== "");
    return lines.map((line) => JSON.parse(line) as T);
  }

  async facts(): Promise<Facts> {
    return JSON.parse(await this.text(FILES.facts)) as Facts;
  }

  /** Every certificate of an app, by its file's name. */
  async certificates(app: AppId): Promise<{ name: string; file: Buffer }[]> {
    const names = await readdir(this.path(app, APP_FILES.certificates)).catch(() => []);
    return Promise.all(
      names.map(async (name) => ({
        name,
        file: await readFile(this.path(app, APP_FILES.certificates, name)),
      })),
    );
  }
}
