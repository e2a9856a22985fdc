import { expect, test } from "vitest";
import { openCheckpoint } from "../../src/audit/checkpoint.js";
import { VerifierKey } from "../../src/audit/verifier-key.js";
import { LOG_BEGUN, type Begun } from "../../src/sealing/begin-log.js";
import { checkLog } from "../../src/sealing/check-log.js";
import { restartLog } from "../../src/service/log/restart.js";
import { Sealer } from "../../src/sealing/sealer.js";
import { verifyLog } from "../../src/sealing/verify-log.js";
import { countOf, describePostgres } from "../support/ledger.js";
import { logHarness, type LogHarness } from "./log-harness.js";

const REASON = "The database of last night is gone";
const SIZE = 301;

interface Damage {
  name: string;
  does: (harness: LogHarness) => Promise<string[]>;
  findings: number;
  /** Rows that no log has. */
  orphans: number;
}

const DAMAGES: Damage[] = [
  {
    name: "has lost its last entries, as after a restore",
    does: async ({ app, rowAt, coverUp }) => {
      const last = await rowAt(199);
      await coverUp(200);
      return [`delete from scrubjay.audit_entries where app_id = '${app.appId}' and id > ${last}`];
    },
    findings: 0,
    orphans: 0,
  },
  {
    name: "has lost its last places, and not the entries",
    does: async ({ coverUp }) => {
      await coverUp(250);
      return [];
    },
    findings: 0,
    orphans: SIZE - 250,
  },
  {
    name: "has lost its hashes",
    does: async ({ log }) => [`delete from scrubjay.log_tiles where log_id = ${(await log()).id}`],
    findings: 3,
    orphans: 0,
  },
  {
    name: "has changed and removed entries",
    does: async ({ rowAt }) => [
      `update scrubjay.audit_entries set outcome = 'failed' where id = ${await rowAt(7)}`,
      `delete from scrubjay.audit_entries where id = ${await rowAt(290)}`,
    ],
    findings: 2,
    orphans: 0,
  },
  {
    name: "has a checkpoint that somebody forged",
    does: async ({ log }) => [
      `update scrubjay.log_checkpoints set note = replace(note, '201', '200') where log_id = ${(await log()).id} and size = 201`,
    ],
    findings: 1,
    orphans: 0,
  },
  {
    name: "has company: entries that somebody added",
    does: async ({ app }) => [
      `insert into scrubjay.audit_actions (app_id, actor, role, action, result, tool_version)
       values ('${app.appId}', 'cli', 'owner', 'runs.approve', 'allowed', '0')`,
    ],
    findings: 0,
    orphans: 1,
  },
];

const begunOf = async ({ app, log }: LogHarness): Promise<Begun> => {
  const [first] = await app.leaves.page((await log()).id, 0, 1);
  expect(first?.action?.action).toBe(LOG_BEGUN);
  return first?.action?.detail as Begun;
};

describePostgres("a restart of a log that is broken for good", (on) => {
  test.each(DAMAGES)("works on one that $name", async ({ does, findings, orphans }) => {
    const harness = await logHarness(on, SIZE - 1);
    const old = await harness.log();
    const signed = (await harness.app.checkpoints.latest(old.id))?.note;
    await harness.tamper(...(await does(harness)));
    await harness.write(5);
    expect((await verifyLog(harness.app.log)).holds).toBe(false);

    const restarted = await restartLog(REASON, harness.app.log);
    const origin = `${old.origin}/2`;
    expect(restarted).toMatchObject({
      origin,
      replaces: { origin: old.origin, findings, checkpoint: signed },
      size: 6,
    });
    expect(restarted.orphans.entries + restarted.orphans.actions).toBe(orphans);
    const key = VerifierKey.parse(restarted.verifierKey);
    expect(openCheckpoint(restarted.checkpoint ?? "", [key])).toMatchObject({ origin, size: 6 });
    expect((await begunOf(harness)).replaces).toMatchObject({ reason: REASON, checkpoint: signed });

    const verdict = await verifyLog(harness.app.log);
    expect(verdict).toMatchObject({ holds: true, waiting: 0, more: 0 });
    expect(verdict.findings).toMatchObject([{ kind: "closed_damaged", log: old.origin }]);
    expect(verdict.findings[0]?.message).toContain(REASON);

    // Work goes on, in a process that has just begun too.
    expect(await checkLog(harness.app.log)).toMatchObject({ origin });
    await harness.write(300);
    expect(await new Sealer(harness.app.log).seal()).toBe(300);
    expect(await harness.findings()).toMatchObject([{ kind: "closed_damaged" }]);
  });

  test("finds what is changed in the closed log later, and in the rows that no log has", async () => {
    const harness = await logHarness(on, 100);
    const [seventh, ninth, lost] = [await harness.rowAt(7), await harness.rowAt(9), await harness.rowAt(100)];
    await harness.coverUp(90);
    await harness.tamper(`update scrubjay.audit_entries set attempts = 5 where id = ${seventh}`);
    await restartLog(REASON, harness.app.log);
    expect(await harness.findings()).toMatchObject([{ kind: "closed_damaged" }]);
    await harness.tamper(`update scrubjay.audit_entries set attempts = 6 where id = ${lost}`);
    expect(await harness.findings()).toMatchObject([{ kind: "closed_damaged" }, { kind: "added" }]);
    await harness.tamper(`update scrubjay.audit_entries set attempts = 1 where id = ${lost}`);
    await harness.tamper(`update scrubjay.audit_entries set attempts = 5 where id = ${ninth}`);
    expect(await harness.findings()).toMatchObject([
      { kind: "rewritten" },
      { kind: "changed", index: 7 },
      { kind: "changed", index: 9 },
    ]);
    // Unless it is said again.
    await restartLog(REASON, harness.app.log);
    expect(await harness.findings()).toMatchObject([{ kind: "closed_damaged" }, { kind: "closed_damaged" }]);
  });

  test("seals what waited as it was written, and nothing else", async () => {
    const harness = await logHarness(on, 20);
    const { appId } = harness.app;
    const sealed = await harness.rowAt(3);
    await harness.write(4);
    await harness.act(3);
    const waiting = `(select ids from scrubjay.log_inbox where app_id = '${appId}' and kind = 'entry' order by seq limit 1)`;
    await harness.tamper(
      // One that was changed while it waited, and one that is gone.
      `update scrubjay.audit_entries set attempts = 9 where id = (${waiting})[2]`,
      `delete from scrubjay.audit_entries where id = (${waiting})[3]`,
      // One that none of us wrote; one of ours that was set aside; one that was sealed before.
      `update scrubjay.log_inbox set mac = decode(repeat('00', 32), 'hex')
       where seq = (select min(seq) from scrubjay.log_inbox where app_id = '${appId}' and kind = 'action')`,
      `update scrubjay.log_inbox set refused_at = now()
       where seq = (select max(seq) from scrubjay.log_inbox where app_id = '${appId}' and kind = 'action')`,
      `update scrubjay.log_inbox set ids[4] = ${sealed} where app_id = '${appId}' and kind = 'entry'`,
    );
    const restarted = await restartLog(REASON, harness.app.log);
    // Of the entries the first; the actions but the forged one; and how it began.
    expect(restarted).toMatchObject({ size: 1 + 1 + 2, orphans: { entries: 2, actions: 1 } });
    expect(await harness.findings()).toMatchObject([{ kind: "closed_damaged" }]);
    expect(await countOf(harness.app, "log_inbox", `app_id = '${appId}'`)).toBe(0);
  });

  test("is possible again, and each log tells of the one before", async () => {
    const harness = await logHarness(on, 10);
    const { origin } = await harness.log();
    for (const round of [2, 3]) {
      await harness.tamper(`delete from scrubjay.log_tiles where log_id = ${(await harness.log()).id}`);
      expect(await restartLog(REASON, harness.app.log)).toMatchObject({ origin: `${origin}/${round}` });
      await harness.write(3);
      await harness.seal();
    }
    expect(await harness.findings()).toMatchObject([
      { kind: "closed_damaged", log: origin },
      { kind: "closed_damaged", log: `${origin}/2` },
    ]);
  });

  test("works where nothing but the kept checkpoint is left of the log", async () => {
    const harness = await logHarness(on, 10);
    const { id, origin } = await harness.log();
    const kept = await harness.app.log.kept(origin).read();
    for (const table of ["log_leaves", "log_tiles", "log_checkpoints", "signing_keys"])
      await harness.tamper(`delete from scrubjay.${table} where log_id = ${id}`);
    await harness.tamper(`delete from scrubjay.logs where id = ${id}`);
    await expect(checkLog(harness.app.log)).rejects.toMatchObject({ code: "LOG_BROKEN" });
    expect(await restartLog(REASON, harness.app.log)).toMatchObject({
      origin: `${origin}/2`,
      replaces: { origin, checkpoint: kept },
      orphans: { entries: 10, actions: 1 },
    });
    await checkLog(harness.app.log);
    expect(await harness.findings()).toMatchObject([{ kind: "closed_damaged", log: origin }]);
  });

  test("keeps to a name that the settings give", async () => {
    const harness = await logHarness(on);
    const configured = `erasure.example.com/${harness.app.appId}`;
    const site = { ...harness.app.log, origin: { configured, fallback: "unused" } };
    await harness.act();
    await new Sealer(site).seal();
    await harness.tamper(`delete from scrubjay.log_tiles where log_id = ${(await harness.log()).id}`);
    expect(await restartLog(REASON, site)).toMatchObject({ origin: `${configured}/2` });
    expect(await checkLog(site)).toMatchObject({ origin: `${configured}/2` });
    const other = { ...site, origin: { configured: "elsewhere.example.com/log", fallback: "unused" } };
    await expect(checkLog(other)).rejects.toMatchObject({ code: "LOG_ORIGIN" });
  });

  test("is refused where nothing is wrong, and where there is no log", async () => {
    const harness = await logHarness(on);
    await expect(restartLog(REASON, harness.app.log)).rejects.toMatchObject({ code: "NO_LOG" });
    await harness.write(5);
    await harness.seal();
    await harness.act();
    await expect(restartLog(REASON, harness.app.log)).rejects.toMatchObject({ code: "LOG_HOLDS" });
    expect(await harness.app.logs.closed()).toEqual([]);
    // What holds is worked on again at once.
    expect(await harness.seal()).toBe(1);
  });

  on.both("of several at the same time one is done", async () => {
    const harness = await logHarness(on, 50);
    await harness.tamper(`delete from scrubjay.log_tiles where log_id = ${(await harness.log()).id}`);
    const all = await Promise.allSettled([1, 2, 3].map(() => restartLog(REASON, harness.app.log)));
    expect(all.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
    for (const one of all)
      if (one.status === "rejected") expect(one.reason).toMatchObject({ code: /LOG_(HOLDS|BUSY)/ });
    expect(await harness.app.logs.closed()).toHaveLength(1);
  });
});
