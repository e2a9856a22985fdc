import { copyFile, mkdir, readdir, readFile, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { beforeEach, expect, test } from "vitest";
import type { Epoch } from "../../src/keys/epoch.js";
import { rotateEpoch } from "../../src/service/epoch/rotate.js";
import { describePostgres } from "../support/ledger.js";
import { tempFolder } from "../support/temp.js";
import {
  ACTOR,
  forgetKeys,
  appWithKeys,
  onlyFolder,
  onlySettings,
  type AppWithKeys,
} from "./app-with-keys.js";

const KEY = Buffer.alloc(32, 1);
const OTHER = Buffer.alloc(32, 2);

describePostgres("the keyring", (on) => {
  beforeEach(() => forgetKeys(on));

  /** As another process does it, up to where it was killed. */
  const markDestroyed = ({ ledger, evidenceKeys, clock }: AppWithKeys, epoch: number) =>
    ledger.db.transaction((tx) => evidenceKeys.markDestroyed(tx, epoch, ACTOR, clock.now));

  test("makes the first key as a file that only its owner can read, and finds it again", async () => {
    const app = await appWithKeys(on);
    const epoch = await app.keyring.current();
    expect(epoch.number).toBe(1);
    expect((await stat(join(app.folder, "evidence-1.key"))).mode & 0o777).toBe(0o600);
    const { keyring } = await app.another();
    expect((await keyring.current()).subject("anna")).toBe(epoch.subject("anna"));
    expect(epoch.subject("anna")).not.toBe(app.pseudonyms.subject("anna"));
    expect((await app.evidenceKeys.all()).map((key) => key.epoch)).toEqual([1]);
  });

  test("gives many processes that begin at once the same first epoch", async () => {
    const app = await appWithKeys(on);
    const all = await Promise.all(Array.from({ length: 8 }, () => app.another()));
    const begun = await Promise.all(all.map(({ keyring }) => keyring.current()));
    expect(new Set(begun.map((epoch) => epoch.subject("anna"))).size).toBe(1);
    expect(await app.evidenceKeys.all()).toHaveLength(1);
    expect((await readdir(app.folder)).sort()).toEqual(["evidence-1.key", "signing.key"]);
  });

  test("takes keys from the settings and makes no file then", async () => {
    const folder = join(await tempFolder(), "keys");
    const config = { ...onlySettings({ 1: KEY }, OTHER), dir: folder };
    const app = await appWithKeys(on, config);
    expect((await app.keyring.current()).number).toBe(1);
    expect(app.keyring.signing("log.example.com").name).toBe("log.example.com");
    await expect(stat(folder)).rejects.toThrow("ENOENT");
  });

  test("a first epoch without its key in the settings isn't begun", async () => {
    const { keyring, evidenceKeys } = await appWithKeys(on, onlySettings({ 2: KEY }, OTHER));
    await expect(keyring.current()).rejects.toMatchObject({
      code: "EVIDENCE_KEY_NEEDED",
      facts: { epoch: 1 },
    });
    expect(await evidenceKeys.all()).toEqual([]);
  });

  test("epoch 0 is the ledger's own key, whatever else there is", async () => {
    const { keyring, pseudonyms } = await appWithKeys(on);
    expect((await keyring.of(0)).subject("anna")).toBe(pseudonyms.subject("anna"));
    expect(await keyring.states()).toMatchObject([
      { number: 0, state: "live", createdAt: null, until: null },
    ]);
  });

  test("a process without the newest key begins nothing under an older one", async () => {
    const app = await appWithKeys(on, onlySettings({ 1: KEY, 2: OTHER }, KEY));
    await app.keyring.current();
    await rotateEpoch(ACTOR, app);
    const { keyring } = await app.another(onlySettings({ 1: KEY }, KEY));
    await expect(keyring.current()).rejects.toMatchObject({
      code: "EVIDENCE_KEY_MISSING",
      facts: { epoch: 2 },
    });
    expect((await keyring.of(1)).number).toBe(1);
    await expect(keyring.of(7)).rejects.toMatchObject({ code: "EVIDENCE_KEY_MISSING" });
    expect((await keyring.states()).map(({ state }) => state)).toEqual(["live", "live", "missing"]);
  });

  test("a key that was put there later is found without starting anew", async () => {
    const app = await appWithKeys(on);
    await app.keyring.current();
    const elsewhere = join(await tempFolder(), "keys");
    const { keyring } = await app.another(onlyFolder(elsewhere));
    await expect(keyring.of(1)).rejects.toMatchObject({ code: "EVIDENCE_KEY_MISSING" });
    await copyFile(join(app.folder, "evidence-1.key"), join(elsewhere, "evidence-1.key"));
    expect((await keyring.of(1)).number).toBe(1);
  });

  test("another key than the one the epoch began with is refused from the start, and isn't told", async () => {
    const app = await appWithKeys(on, onlySettings({ 1: KEY }, KEY));
    await app.keyring.current();
    const refused = await app
      .another(onlySettings({ 1: OTHER }, KEY))
      .catch((error: unknown) => error as Error);
    expect(refused).toMatchObject({ code: "EVIDENCE_KEY_MISMATCH", exitCode: 2, facts: { epoch: 1 } });
    expect(JSON.stringify({ ...(refused as Error) })).not.toContain(OTHER.toString("base64"));
  });

  on.both("a key that another process destroyed isn't used for longer than a second", async () => {
    const app = await appWithKeys(on);
    await app.keyring.current();
    const { keyring } = await app.another();
    expect((await keyring.of(1)).number).toBe(1);
    await markDestroyed(app, 1);
    expect((await keyring.of(1)).number).toBe(1);
    app.clock.move(1_000);
    await expect(keyring.of(1)).rejects.toMatchObject({ code: "EVIDENCE_KEY_DESTROYED", exitCode: 2 });
  });

  test("the file of a destroyed key, which a kill left, is removed by whoever comes next", async () => {
    const app = await appWithKeys(on);
    await app.keyring.current();
    await markDestroyed(app, 1);
    const { keyring } = await app.another();
    expect(await readdir(app.folder)).toEqual(["signing.key"]);
    await expect(keyring.of(1)).rejects.toMatchObject({ code: "EVIDENCE_KEY_DESTROYED" });
    expect((await keyring.states()).at(1)).toMatchObject({ state: "destroyed", destroyedAt: app.clock.now });
  });

  test("the ledger isn't asked for every person", async () => {
    const { keyring, evidenceKeys } = await appWithKeys(on);
    await keyring.current();
    await keyring.of(1);
    let asked = 0;
    const all = evidenceKeys.all.bind(evidenceKeys);
    evidenceKeys.all = (...from) => {
      asked += 1;
      return all(...from);
    };
    for (let person = 0; person < 100; person += 1) await keyring.of(1);
    expect(asked).toBe(0);
  });

  test("salts of an epoch open under its key only", async () => {
    const app = await appWithKeys(on, onlySettings({ 1: KEY, 2: OTHER }, KEY));
    const first = await app.keyring.current();
    const second = await rotateEpoch(ACTOR, app);
    const { evidence, salt } = first.personOf("anna") as { evidence: string; salt: string };
    expect(first.saltOf(evidence, salt)).toHaveLength(32);
    expect(() => second.saltOf(evidence, salt)).toThrow();
    expect(second.subject("anna")).not.toBe(evidence);
  });

  test("the signing key is made once, is the same for all, and another process's new one is taken up", async () => {
    const app = await appWithKeys(on);
    const { keyring } = await app.another();
    const before = keyring.signing("log").vkey;
    expect(app.keyring.signing("log").vkey).toBe(before);
    await app.keyring.replaceSigning(OTHER);
    expect(await readFile(join(app.folder, "signing.key"), "utf8")).toBe(`${OTHER.toString("base64")}\n`);
    expect(app.keyring.signing("log").vkey).not.toBe(before);
    expect(keyring.signing("log").vkey).toBe(before);
    await keyring.reload();
    expect(keyring.signing("log").vkey).toBe(app.keyring.signing("log").vkey);
  });

  test("without a signing key nothing is signed", async () => {
    const { keyring } = await appWithKeys(on, onlySettings({ 1: KEY }));
    expect(() => keyring.signing("log")).toThrow("no signing key");
  });

  test("a key file that others can read stops it", async () => {
    const folder = await tempFolder();
    await mkdir(folder, { recursive: true });
    await writeFile(join(folder, "signing.key"), `${KEY.toString("base64")}\n`, { mode: 0o644 });
    await expect(appWithKeys(on, onlyFolder(folder))).rejects.toMatchObject({
      code: "KEY_FILE",
      message: expect.stringContaining("signing.key") as string,
    });
  });

  test("each app has its own pseudonyms under the same key", async () => {
    const config = onlySettings({ 1: KEY }, KEY);
    const epochs: Epoch[] = [];
    for (const app of [await appWithKeys(on, config), await appWithKeys(on, config)])
      epochs.push(await app.keyring.current());
    expect(new Set(epochs.map((epoch) => epoch.subject("anna"))).size).toBe(2);
  });
});
