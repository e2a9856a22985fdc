import { readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { beforeEach, describe, expect, test } from "vitest";
import { VerifierKey } from "../../src/audit/verifier-key.js";
import { rotateEpoch, rotateWhenDue } from "../../src/service/epoch/rotate.js";
import { rotateSigning } from "../../src/service/signing-key/rotate.js";
import { beginLog } from "../../src/sealing/begin-log.js";
import { describePostgres } from "../support/ledger.js";
import { ACTOR, forgetKeys, appWithKeys, onlySettings, type AppWithKeys } from "./app-with-keys.js";

const DAY = 24 * 60 * 60_000;
const KEYS = [1, 2, 3, 4].map((byte) => Buffer.alloc(32, byte)) as [Buffer, Buffer, Buffer, Buffer];

/** What the log says about keys. */
async function recorded({ actions }: AppWithKeys) {
  const all = [];
  for await (const { action, actor, target, result, detail } of actions.all())
    if (action.startsWith("keys.")) all.push({ action, actor, target, result, detail });
  return all;
}

describePostgres("epochs", (on) => {
  beforeEach(() => forgetKeys(on));

  on.both("the next one begins with a file of its own, and is recorded in the log of every app", async () => {
    const app = await appWithKeys(on);
    const neighbour = await appWithKeys(on);
    await beginLog(neighbour.log);
    const first = await app.keyring.current();
    app.clock.move(DAY);
    const second = await rotateEpoch(ACTOR, app);
    expect([first.number, second.number, (await app.keyring.current()).number]).toEqual([1, 2, 2]);
    expect((await readdir(app.folder)).sort()).toEqual(["evidence-1.key", "evidence-2.key", "signing.key"]);
    const begun = { action: "keys.rotated", actor: "service", target: "2", result: "done" };
    expect(await recorded(app)).toEqual([{ ...begun, detail: { createdBy: "cli" } }]);
    expect(await recorded(neighbour)).toEqual([{ ...begun, detail: { createdBy: "cli" } }]);
    expect((await app.keyring.states()).at(1)).toMatchObject({ number: 1, until: app.clock.now });
  });

  test("the service begins the next one once, when the newest is old enough, however many look", async () => {
    const app = await appWithKeys(on);
    expect(await rotateWhenDue("1 year", app)).toBeUndefined();
    await app.keyring.current();
    app.clock.move(364 * DAY);
    expect(await rotateWhenDue("1 year", app)).toBeUndefined();
    app.clock.move(DAY);
    const others = await Promise.all([1, 2, 3].map(() => app.another()));
    await Promise.all(others.map((other) => rotateWhenDue("1 year", other)));
    expect((await app.evidenceKeys.all()).map(({ epoch }) => epoch)).toEqual([1, 2]);
    expect(await recorded(app)).toMatchObject([{ target: "2", detail: { createdBy: "service" } }]);
  });

  test("keys in settings are a person's business: nothing begins by itself", async () => {
    const app = await appWithKeys(on, onlySettings({ 1: KEYS[0], 2: KEYS[1] }, KEYS[2]));
    await app.keyring.current();
    app.clock.move(4_000 * DAY);
    expect(await rotateWhenDue("1 year", app)).toBeUndefined();
  });

  test("the next one waits for its key in the settings, and says which", async () => {
    const app = await appWithKeys(on, onlySettings({ 1: KEYS[0] }, KEYS[2]));
    await app.keyring.current();
    await expect(rotateEpoch(ACTOR, app)).rejects.toMatchObject({
      code: "EVIDENCE_KEY_NEEDED",
      exitCode: 2,
      remedy: expect.stringContaining("Add 2=") as string,
    });
    expect(await recorded(app)).toEqual([]);
    const restarted = await app.another(onlySettings({ 1: KEYS[0], 2: KEYS[1] }, KEYS[2]));
    expect((await rotateEpoch(ACTOR, restarted)).number).toBe(2);
  });

  test("a key file that a kill left before its epoch began is used", async () => {
    const app = await appWithKeys(on);
    await app.keyring.current();
    const left = `${KEYS[3].toString("base64")}\n`;
    await writeFile(join(app.folder, "evidence-2.key"), left, { mode: 0o600 });
    expect((await rotateEpoch(ACTOR, app)).number).toBe(2);
    expect(await readFile(join(app.folder, "evidence-2.key"), "utf8")).toBe(left);
  });

  test("a lost newest key is got over by beginning the next epoch", async () => {
    const config = onlySettings({ 1: KEYS[0], 2: KEYS[1] }, KEYS[2]);
    const app = await appWithKeys(on, config);
    await app.keyring.current();
    await rotateEpoch(ACTOR, app);
    const { keyring, ...rest } = await app.another(onlySettings({ 1: KEYS[0], 3: KEYS[3] }, KEYS[2]));
    await expect(keyring.current()).rejects.toMatchObject({ code: "EVIDENCE_KEY_MISSING" });
    await rotateEpoch(ACTOR, { ...rest, keyring });
    expect((await keyring.current()).number).toBe(3);
  });
});

describePostgres("the signing key", (on) => {
  beforeEach(() => forgetKeys(on));

  async function keysOf({ logs, signingKeys }: AppWithKeys) {
    const log = await logs.find();
    return log ? signingKeys.all(log.id) : [];
  }

  on.both("is replaced in the folder; the old one is retired, and its verifier key stays", async () => {
    const app = await appWithKeys(on);
    await beginLog(app.log);
    const [before] = await keysOf(app);
    const file = await readFile(join(app.folder, "signing.key"), "utf8");
    app.clock.move(DAY);
    await rotateSigning(ACTOR, app);
    const [old, now, ...more] = await keysOf(app);
    expect(more).toEqual([]);
    expect(old).toEqual({ ...before, retiredAt: app.clock.now });
    expect(now).toMatchObject({ retiredAt: null, createdBy: "cli", createdAt: app.clock.now });
    expect(await readFile(join(app.folder, "signing.key"), "utf8")).not.toBe(file);
    expect(await readdir(app.folder)).toEqual(["signing.key"]);
    const log = await app.logs.find();
    expect(app.keyring.signing(log?.origin ?? "").vkey).toBe(now?.verifierKey);
    expect(VerifierKey.parse(now?.verifierKey ?? "").keyId).toBe(now?.keyId);
    expect(await recorded(app)).toEqual([
      {
        action: "keys.rotated",
        actor: "service",
        target: now?.keyId,
        result: "done",
        detail: { createdBy: "cli", origin: log?.origin, signing: now?.keyId, verifierKey: now?.verifierKey },
      },
    ]);
  });

  test("fences off whoever still seals with the old one", async () => {
    const app = await appWithKeys(on);
    await beginLog(app.log);
    const sealer = await app.logs.takeOver(60_000);
    if (!sealer) throw new Error("nobody else seals");
    await rotateSigning(ACTOR, app);
    const advance = app.ledger.db.transaction((tx) => app.logs.advance(tx, sealer, 1, 1, 1_000));
    expect(await advance).toBe(false);
    expect(await app.logs.takeOver(1_000)).not.toBeNull();
  });

  test("signs the logs of all apps of the ledger, so all of them get the new one", async () => {
    const app = await appWithKeys(on);
    const neighbour = { ...(await appWithKeys(on)), keyring: app.keyring };
    await beginLog(app.log);
    await beginLog({ ...neighbour.log, signingKey: (name) => app.keyring.signing(name) });
    await rotateSigning(ACTOR, app);
    expect((await keysOf(app)).map(({ retiredAt }) => retiredAt === null)).toEqual([false, true]);
    expect((await keysOf(neighbour)).map(({ retiredAt }) => retiredAt === null)).toEqual([false, true]);
    expect(await recorded(neighbour)).toHaveLength(1);
  });

  test("of the settings is taken once it was changed there, and an old one never comes back", async () => {
    const app = await appWithKeys(on, onlySettings({ 1: KEYS[0] }, KEYS[1]));
    await beginLog(app.log);
    await expect(rotateSigning(ACTOR, app)).rejects.toMatchObject({
      code: "SIGNING_KEY_NEEDED",
      exitCode: 2,
    });
    expect(await keysOf(app)).toHaveLength(1);
    await rotateSigning(ACTOR, await app.another(onlySettings({ 1: KEYS[0] }, KEYS[2])));
    expect(await keysOf(app)).toHaveLength(2);
    await expect(rotateSigning(ACTOR, app)).rejects.toMatchObject({ code: "SIGNING_KEY_RETIRED" });
    expect(await keysOf(app)).toHaveLength(2);
    expect(await recorded(app)).toHaveLength(1);
  });

  test("that a killed rotation left in the folder is taken up, rather than yet another", async () => {
    const app = await appWithKeys(on);
    await beginLog(app.log);
    await app.keyring.replaceSigning(KEYS[3]);
    const left = await readFile(join(app.folder, "signing.key"), "utf8");
    await rotateSigning(ACTOR, app);
    expect(await readFile(join(app.folder, "signing.key"), "utf8")).toBe(left);
    const log = await app.logs.find();
    expect((await keysOf(app)).at(-1)?.keyId).toBe(app.keyring.signing(log?.origin ?? "").keyId);
  });

  describe("before there is a log", () => {
    test("is just replaced", async () => {
      const app = await appWithKeys(on);
      const before = app.keyring.signing("log").keyId;
      await rotateSigning(ACTOR, app);
      expect(app.keyring.signing("log").keyId).not.toBe(before);
      expect(await recorded(app)).toEqual([]);
    });
  });
});
