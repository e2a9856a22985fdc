import { sql } from "drizzle-orm";
import { expect, test, vi } from "vitest";
import { openCheckpoint } from "../../src/audit/checkpoint.js";
import { actionLeaf, entryLeaf } from "../../src/audit/leaf.js";
import { leafHash } from "../../src/audit/merkle.js";
import { inclusionProof, rootAt } from "../../src/audit/prove.js";
import { VerifierKey } from "../../src/audit/verifier-key.js";
import { verifyInclusion } from "../../src/audit/verify-proof.js";
import { rows } from "../../src/ledger/database.js";
import { checkLog } from "../../src/sealing/check-log.js";
import { Sealer } from "../../src/sealing/sealer.js";
import { tilesOf, type LogContext } from "../../src/sealing/log-context.js";
import { verifyLog } from "../../src/sealing/verify-log.js";
import { appOn, countOf, describeWidely, type App } from "../support/ledger.js";

const OWNER = { name: "cli", role: "owner" } as const;

async function act(app: App, times = 1): Promise<void> {
  for (let i = 0; i < times; i++) await app.actions.add(OWNER, { action: "sessions.end", result: "allowed" });
}

const logOf = async ({ logs }: LogContext) => {
  const log = await logs.find();
  if (!log) throw new Error("there is no log");
  return log;
};

/** Every leaf is what its row says, is proved by the newest checkpoint, and stands once. */
async function expectWhole(app: App): Promise<number> {
  const { log: context } = app;
  const log = await logOf(context);
  const latest = await context.checkpoints.latest(log.id);
  const { size, root, origin } = openCheckpoint(latest?.note ?? "", [
    VerifierKey.parse(context.signingKey(log.origin).vkey),
  ]);
  expect([origin, size]).toEqual([log.origin, log.size]);
  expect(root).toEqual(await rootAt(size, tilesOf(context, log.id)));
  const leaves = await context.leaves.page(log.id, 0, size + 10);
  expect(leaves.map(({ index }) => index)).toEqual(Array.from({ length: size }, (_, i) => i));
  for (const { index, entry, action } of leaves) {
    const leaf = leafHash(entry ? entryLeaf(entry) : action ? actionLeaf(action) : Buffer.of());
    const proof = await inclusionProof(index, size, tilesOf(context, log.id));
    verifyInclusion({ index: BigInt(index), size: BigInt(size), leaf, proof, root });
  }
  expect(await context.inbox.state()).toMatchObject({ waiting: 0, oldest: null });
  return size;
}

describeWidely("the sealer", (on) => {
  test("begins the log with a leaf that says so, and seals what is written, in order, with a signed checkpoint", async () => {
    const app = on.app();
    await act(app, 3);
    const sealer = new Sealer(app.log);
    expect(await sealer.seal()).toBe(3);
    expect(await expectWhole(app)).toBe(4);
    const [first] = await app.leaves.page((await logOf(app.log)).id, 0, 1);
    expect(first?.action).toMatchObject({ action: "log.begun", actor: "service", result: "done" });
    await act(app, 2);
    expect(await sealer.seal()).toBe(2);
    expect(await expectWhole(app)).toBe(6);
    expect(await sealer.seal()).toBe(0);
  });

  test("goes on from the tiles when another process has written meanwhile", async () => {
    const app = on.app();
    const [one, other] = [new Sealer(app.log), new Sealer(appOn(on.ledger, app.appId).log)];
    for (let round = 0; round < 6; round++) {
      await act(app, 50);
      expect(await (round % 2 ? other : one).seal()).toBe(50);
    }
    expect(await expectWhole(app)).toBe(301);
  });

  test("two at once: nothing is sealed twice and nothing is left out", async () => {
    const app = on.app();
    const sealers = [1, 2, 3].map(() => new Sealer(appOn(on.ledger, app.appId).log));
    let writing = true;
    const writer = (async () => {
      for (let i = 0; i < 10; i++) await act(app, 10);
      writing = false;
    })();
    await Promise.all(
      sealers.map(async (sealer) => {
        while (writing) await sealer.seal();
      }),
    );
    await writer;
    await sealers[0]?.seal();
    expect(await expectWhole(app)).toBe(101);
  });

  test("one that stood still while another took over writes nothing", async () => {
    const app = on.app();
    await act(app, 2);
    await new Sealer(app.log).seal();
    await act(app, 2);
    const { log: context } = app;
    const slow = new Sealer({
      ...context,
      inbox: Object.assign(Object.create(context.inbox) as typeof context.inbox, {
        async next(limit: number) {
          const bundles = await context.inbox.next(limit);
          // Its lease runs out, and another process seals the same bundles.
          await on.ledger.db.execute(
            sql`update scrubjay.logs set lease_until = now() - interval '1 s' where app_id = ${app.appId}`,
          );
          await new Sealer(appOn(on.ledger, app.appId).log).seal();
          return bundles;
        },
      }),
    });
    expect(await slow.seal()).toBe(0);
    expect(await expectWhole(app)).toBe(5);
  });

  test("failing at any statement, it leaves a whole tree, and the next one finishes", async () => {
    for (const broken of ["append", "save", "takeOut", "add"] as const) {
      const app = on.app();
      await act(app, 2);
      await new Sealer(app.log).seal();
      await act(app, 2);
      const { log: context } = app;
      const fails = <T extends object>(repository: T): T =>
        broken in repository
          ? Object.assign(Object.create(repository) as T, {
              [broken]: () => Promise.reject(new Error("killed")),
            })
          : repository;
      const { leaves, tiles, inbox, checkpoints } = context;
      const faulty = new Sealer({
        ...context,
        leaves: fails(leaves),
        tiles: fails(tiles),
        inbox: fails(inbox),
        checkpoints: fails(checkpoints),
      });
      await expect(faulty.seal()).rejects.toThrow("killed");
      await checkLog(context);
      await new Sealer(context).seal();
      expect(await expectWhole(app)).toBe(5);
    }
  });

  test("what somebody has put into the inbox once more is refused, and holds nothing up", async () => {
    const app = on.app();
    await act(app, 2);
    await rows(
      app.ledger.db,
      sql`create table if not exists scrubjay.copied as table scrubjay.log_inbox with no data`,
    );
    const copy = sql`insert into scrubjay.copied select * from scrubjay.log_inbox where app_id = ${app.appId}`;
    await app.ledger.db.execute(copy);
    const sealer = new Sealer(app.log);
    await sealer.seal();
    const again = sql`insert into scrubjay.log_inbox (app_id, kind, ids, hashes, mac)
      select app_id, kind, ids, hashes, mac from scrubjay.copied where app_id = ${app.appId}`;
    await app.ledger.db.execute(again);
    await act(app, 1);
    expect(await sealer.seal()).toBe(1);
    // Twice in one go, before anything of it is sealed.
    await act(app, 1);
    const twin = sql`insert into scrubjay.log_inbox (app_id, kind, ids, hashes, mac)
      select app_id, kind, ids, hashes, mac from scrubjay.log_inbox where app_id = ${app.appId} and refused_at is null`;
    await app.ledger.db.execute(twin);
    expect(await new Sealer(app.log).seal()).toBe(1);
    expect(await app.inbox.state()).toMatchObject({ waiting: 0, refused: 3 });
    expect((await verifyLog(app.log)).findings.map(({ kind }) => kind)).toEqual(
      Array.from({ length: 3 }, () => "waiting_forged"),
    );
    expect(await expectWhole(app)).toBe(5);
  });

  test("what somebody else has put into the inbox is refused, and holds nothing up", async () => {
    const app = on.app();
    await act(app, 1);
    await on.ledger.db.execute(
      sql`insert into scrubjay.log_inbox (app_id, kind, ids, hashes, mac)
          select app_id, kind, ids, hashes, '\\x00'::bytea from scrubjay.log_inbox where app_id = ${app.appId}`,
    );
    await act(app, 1);
    const refused = vi.fn();
    const telemetry = { emit: (name: string) => void (name === "log.refused" && refused()) };
    expect(await new Sealer({ ...app.log, telemetry }).seal()).toBe(2);
    expect(await expectWhole(app)).toBe(3);
    expect(await app.inbox.state()).toMatchObject({ refused: 1 });
    expect(refused).toHaveBeenCalledTimes(1);
  });

  test("what was recorded before there was a log comes first, and nothing can be slipped in with it", async () => {
    const app = on.app();
    await act(app, 3);
    const [last] = await rows<{ id: string }>(
      on.ledger.db,
      sql`select max(id)::text as id from scrubjay.audit_actions where app_id = ${app.appId}`,
    );
    await on.ledger.db.execute(sql`delete from scrubjay.log_inbox where app_id = ${app.appId}`);
    await on.ledger.db.execute(
      sql`insert into scrubjay.log_inheritance (app_id, kind, rows, last_id)
          values (${app.appId}, 'action', 3, ${last?.id}::bigint)`,
    );
    await act(app, 1);
    await new Sealer(app.log).seal();
    expect(await expectWhole(app)).toBe(5);
    await on.ledger.db.execute(
      sql`insert into scrubjay.audit_actions (app_id, actor, role, action, result, tool_version)
          values (${app.appId}, 'x', 'owner', 'x', 'allowed', '0')`,
    );
    await on.ledger.db.execute(
      sql`update scrubjay.log_inheritance set last_id = 1000000000, rows = 4 where app_id = ${app.appId}`,
    );
    await new Sealer(app.log).seal();
    await act(app, 1);
    await new Sealer(app.log).seal();
    expect(await expectWhole(app)).toBe(6);
    expect(await countOf(app, "audit_actions", `app_id = '${app.appId}'`)).toBe(7);
  });
});

describeWidely("a log that isn't the one that was signed", (on) => {
  async function sealed(entries: number): Promise<App> {
    const app = on.app();
    await act(app, entries);
    await new Sealer(app.log).seal();
    await checkLog(app.log);
    return app;
  }
  const change = (statement: string) => on.ledger.db.execute(sql.raw(statement));
  const refused = async (app: App, finding: RegExp) => {
    await expect(checkLog(app.log)).rejects.toMatchObject({
      code: "LOG_BROKEN",
      facts: { finding: expect.stringMatching(finding) as string },
      remedy: expect.stringContaining("scrubjay audit verify") as string,
    });
    const { id, size } = await logOf(app.log);
    const before = await app.checkpoints.latest(id);
    await act(app, 1);
    await expect(new Sealer(app.log).seal()).rejects.toMatchObject({ code: "LOG_BROKEN" });
    expect(await app.checkpoints.latest(id)).toEqual(before);
    expect((await logOf(app.log)).size).toBe(size);
  };

  test("is not refused while another process begins it, or goes on with it", async () => {
    const app = on.app();
    // Between two passes of this one, the other seals and keeps a checkpoint.
    const meanwhile: LogContext = {
      ...app.log,
      kept: (origin) => {
        const kept = app.log.kept(origin);
        return Object.assign(Object.create(kept) as typeof kept, {
          read: async () => {
            await act(app, 3);
            await new Sealer(app.log).seal();
            return kept.read();
          },
        });
      },
    };
    await expect(checkLog(meanwhile)).resolves.toMatchObject({ size: 7 });
    await expect(checkLog(meanwhile)).resolves.toMatchObject({ size: 10 });
  });

  test("is refused when its end was cut off, checkpoints and all", async () => {
    const app = await sealed(9);
    const { id } = await logOf(app.log);
    await change(`update scrubjay.logs set size = 5 where id = ${id}`);
    await change(`delete from scrubjay.log_checkpoints where log_id = ${id}`);
    await refused(app, /has 5 entries, and a checkpoint over 10 was signed/);
  });

  test("is refused when a hash was changed", async () => {
    const app = await sealed(3);
    const { id } = await logOf(app.log);
    await change(
      `update scrubjay.log_tiles set hashes = set_byte(hashes, 40, (get_byte(hashes, 40) + 1) % 256) where log_id = ${id}`,
    );
    await refused(app, /first 4 entries aren't those that were signed/);
  });

  test("is refused when its checkpoint was replaced", async () => {
    const app = await sealed(3);
    const { id } = await logOf(app.log);
    await change(
      `update scrubjay.log_checkpoints set note = replace(note, '— ', '— x') where log_id = ${id}`,
    );
    await refused(app, /checkpoint over 4 entries isn't signed by a key of this log/);
  });

  test("is refused when tiles are gone, or the log itself", async () => {
    const app = await sealed(3);
    const { id } = await logOf(app.log);
    await change(`delete from scrubjay.log_tiles where log_id = ${id}`);
    await refused(app, /aren't those that were signed/);
    await change(`delete from scrubjay.logs where id = ${id}`);
    const site = { ...app.log, origin: { configured: undefined, fallback: originOf(app) } };
    await expect(checkLog(site)).rejects.toMatchObject({
      code: "LOG_BROKEN",
      facts: { finding: "a checkpoint of it was kept, and it is gone" },
    });
  });

  test("another signing key, or another name, is told as what it is", async () => {
    const app = await sealed(1);
    const other = appOn(on.ledger, "another").log.signingKey("elsewhere");
    await expect(checkLog({ ...app.log, signingKey: () => other })).rejects.toMatchObject({
      code: "SIGNING_KEY_OTHER",
    });
    const named = { ...app.log.origin, configured: "erasure.example.com/log" };
    await expect(checkLog({ ...app.log, origin: named })).rejects.toMatchObject({ code: "LOG_ORIGIN" });
  });

  const originOf = (app: App) => app.log.origin.fallback;
});
