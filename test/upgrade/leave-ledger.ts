import { cp, mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { VERSION } from "../../src/version.js";
import { Command } from "./command.js";
import { APP_FILES, APPS, FILES, LEAVES, type AppId, type Facts, type LedgerKind } from "./kept.js";
import { CLUB_PEOPLE, leaveClub } from "./leave-club.js";
import { leaveShop, SHOP_PEOPLE } from "./leave-shop.js";
import { startLocalTalkJS, type LocalTalkJS } from "./local-talkjs.js";
import type { LedgerStorage } from "./storages.js";

const FAST = { TALKJS_RATE: "100000", TALKJS_BURST: "100000", LOG_LEVEL: "error" };

/** Lets the built program work on a new ledger, and keeps what it leaves there in `folder`. */
export async function leaveLedger(kind: LedgerKind, storage: LedgerStorage, folder: string): Promise<void> {
  const cwd = await mkdtemp(join(tmpdir(), "scrubjay-leave-"));
  const towns = {
    shop: await startLocalTalkJS("shop", SHOP_PEOPLE),
    club: await startLocalTalkJS("club", CLUB_PEOPLE),
  };
  const dataDir = join(cwd, "data");
  const { settings, connections } = storage;
  const commandOf = (app: AppId) =>
    new Command(cwd, { ...FAST, SCRUBJAY_DATA_DIR: dataDir, ...settings, ...connections, ...towns[app].env });
  try {
    const shop = await leaveShop(commandOf("shop"), towns.shop, { cwd, folder: join(folder, "shop") });
    const club = await leaveClub(commandOf("club"), towns.club, cwd);
    for (const app of APPS) await leaveApp(commandOf(app), towns[app], join(folder, app));
    const facts: Facts = { version: VERSION, leftAt: new Date().toISOString(), settings, shop, club };
    await writeFile(join(folder, FILES.facts), `${JSON.stringify(facts, null, 2)}\n`);
    const leaves = await storage.keep(folder, dataDir, LEAVES);
    await writeFile(join(folder, FILES.leaves), ndjson(leaves));
    await keepDataDir(dataDir, join(folder, FILES.data), kind);
  } finally {
    for (const app of APPS) await towns[app].close();
    await rm(cwd, { recursive: true, force: true });
  }
}

/** What lies outside of the ledger for those who check it, and the people as TalkJS has them. */
async function leaveApp(command: Command, talkjs: LocalTalkJS, folder: string): Promise<void> {
  await mkdir(folder, { recursive: true });
  const keep = (name: string, text: string) => writeFile(join(folder, name), text);
  await keep(APP_FILES.people, await talkjs.people());
  await keep(APP_FILES.journal, await talkjs.journal());
  await keep(APP_FILES.audit, await command.run(["audit", "export", "--kind", "all"]));
  await keep(APP_FILES.checkpoint, await command.run(["audit", "checkpoint"]));
  const { signing } = await command.json<{ signing: { verifierKey: string }[] }>(["keys", "list"]);
  await keep(APP_FILES.verifierKey, `${signing[0]?.verifierKey}\n`);
}

/** Keys, kept checkpoints and the private Redis' queue: all but the ledger, claims, and what names this machine. */
const OF_DATA_DIR: Record<LedgerKind, readonly string[]> = {
  postgres: ["log"],
  embedded: ["pseudonym.key", "keys", "log", "redis/appendonlydir"],
};

async function keepDataDir(dataDir: string, kept: string, kind: LedgerKind): Promise<void> {
  for (const name of OF_DATA_DIR[kind]) await cp(join(dataDir, name), join(kept, name), { recursive: true });
}

const ndjson = (rows: object[]): string => rows.map((row) => `${JSON.stringify(row)}\n`).join("");
