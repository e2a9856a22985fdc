import { beforeAll, expect, test } from "vitest";
import { signCheckpoint } from "../../src/audit/checkpoint.js";
import { SigningKey } from "../../src/audit/signing-key.js";
import { VerifierKey } from "../../src/audit/verifier-key.js";
import { rootAt } from "../../src/audit/prove.js";
import type { FindingKind } from "../../src/sealing/findings.js";
import { KeptCheckpoint } from "../../src/sealing/kept-checkpoint.js";
import { tilesOf, type LogContext } from "../../src/sealing/log-context.js";
import { verifyLog } from "../../src/sealing/verify-log.js";
import { countOf, describeWidely } from "../support/ledger.js";
import { sized } from "../support/size.js";
import { tempFolder } from "../support/temp.js";
import { logHarness, type LogHarness } from "./log-harness.js";

const ENTRIES = 600;
const SIZE = 1 + ENTRIES;

/** The same log, on a machine that has kept nothing. */
async function elsewhere(log: LogContext): Promise<LogContext> {
  const folder = await tempFolder();
  return { ...log, kept: (origin) => new KeptCheckpoint(folder, origin) };
}

const noteOver = async ({ app, log }: LogHarness, size: number): Promise<string> => {
  const [found] = await app.checkpoints.page((await log()).id, size - 1, 1);
  if (found?.size !== size) throw new Error("there is no such checkpoint");
  return found.note;
};

const flipped = (byte: number) => `hashes = set_byte(hashes, ${byte}, (get_byte(hashes, ${byte}) + 1) % 256)`;

interface Tampering {
  name: string;
  does: (harness: LogHarness) => Promise<string[]>;
  finds: [kind: FindingKind, index: number | null, message: RegExp][];
}

const TAMPERINGS: Tampering[] = [
  {
    name: "an entry that was changed",
    does: async ({ rowAt }) => [
      `update scrubjay.audit_entries set outcome = 'not_found' where id = ${await rowAt(300)}`,
    ],
    finds: [["changed", 300, /^Entry \d+ of run 3 \(index 300\) was changed: its bytes don't give the hash/]],
  },
  {
    name: "a time that was moved by a millisecond",
    does: async ({ rowAt }) => [
      `update scrubjay.audit_entries set verified_at = verified_at + interval '1 ms' where id = ${await rowAt(1)}`,
    ],
    finds: [["changed", 1, /was changed/]],
  },
  {
    name: "a time that no calendar has",
    does: async ({ rowAt }) => [
      `update scrubjay.audit_entries set at = 'infinity' where id = ${await rowAt(600)}`,
    ],
    finds: [["changed", 600, /was changed/]],
  },
  {
    name: "an action that was changed, the log's own first one",
    does: async ({ rowAt }) => [
      `update scrubjay.audit_actions set detail = detail || '{"inherited": [{"kind": "entry", "rows": 9, "lastId": 9}]}'
       where id = ${await rowAt(0)}`,
    ],
    finds: [["changed", 0, /^Action \d+ \(index 0\) was changed/]],
  },
  {
    name: "a row that was removed",
    does: async ({ rowAt }) => [`delete from scrubjay.audit_entries where id = ${await rowAt(256)}`],
    finds: [["missing", 256, /^Entry \d+ \(index 256\) was removed/]],
  },
  {
    name: "two rows that were swapped",
    does: async ({ rowAt, log }) => {
      const { id } = await log();
      const [one, other] = [await rowAt(10), await rowAt(500)];
      const put = (row: number, index: number) =>
        `update scrubjay.log_leaves set row_id = ${row} where log_id = ${id} and index = ${index}`;
      return [put(-1, 10), put(one, 500), put(other, 10)];
    },
    finds: [
      ["swapped", 10, /stands at index 10, and it was sealed at index 500/],
      ["swapped", 500, /stands at index 500, and it was sealed at index 10/],
    ],
  },
  {
    name: "a place that was removed",
    does: async ({ log }) => [
      `delete from scrubjay.log_leaves where log_id = ${(await log()).id} and index between 100 and 101`,
    ],
    finds: [
      ["place_missing", 100, /which row is at index 100 to 101/],
      ["added", null, /is in no log/],
      ["added", null, /is in no log/],
    ],
  },
  {
    name: "a row that was added",
    does: async ({ app }) => [
      `insert into scrubjay.audit_actions (app_id, actor, role, action, result, tool_version)
       values ('${app.appId}', 'cli', 'owner', 'runs.approve', 'allowed', '0')`,
    ],
    finds: [["added", null, /^Action \d+ was added by somebody else/]],
  },
  {
    name: "a row that was added with something for the sealer",
    does: async ({ app }) => [
      `with added as (insert into scrubjay.audit_actions (app_id, actor, role, action, result, tool_version)
       values ('${app.appId}', 'cli', 'owner', 'runs.approve', 'allowed', '0') returning id)
       insert into scrubjay.log_inbox (app_id, kind, ids, hashes, mac)
       select '${app.appId}', 'action', array[id], decode(repeat('00', 32), 'hex'), decode(repeat('00', 32), 'hex') from added`,
    ],
    finds: [["waiting_forged", null, /was written by none of us/]],
  },
  {
    name: "something put beyond the log's end",
    does: async ({ app, log }) => [
      `with added as (insert into scrubjay.audit_actions (app_id, actor, role, action, result, tool_version)
       values ('${app.appId}', 'cli', 'owner', 'runs.approve', 'allowed', '0') returning id)
       insert into scrubjay.log_leaves (log_id, index, kind, row_id) select ${(await log()).id}, ${SIZE + 5}, 'action', id from added`,
    ],
    finds: [["place_beyond", SIZE + 5, /and something is at index 606 too/]],
  },
  {
    name: "a sealed hash that was changed",
    does: async ({ log }) => [
      `update scrubjay.log_tiles set ${flipped(44 * 32)} where log_id = ${(await log()).id} and level = 0 and index = 1`,
    ],
    finds: [
      ["hash_changed", 300, /hash of index 300 was changed; Entry \d+ of run 3, which is there, is as it/],
    ],
  },
  {
    name: "sealed hashes that are gone",
    does: async ({ log }) => [
      `delete from scrubjay.log_tiles where log_id = ${(await log()).id} and level = 0 and index = 0`,
    ],
    finds: [["tile_missing", 0, /sealed hashes of index 0 to 255 are gone/]],
  },
  {
    name: "upper hashes that were changed",
    does: async ({ log }) => [
      `update scrubjay.log_tiles set ${flipped(32)} where log_id = ${(await log()).id} and level = 1`,
    ],
    finds: [["tile_changed", 256, /stored hash over index 256 to 511 isn't the one/]],
  },
  {
    name: "upper hashes that are gone",
    does: async ({ log }) => [
      `delete from scrubjay.log_tiles where log_id = ${(await log()).id} and level = 1`,
    ],
    finds: [["tile_missing", 0, /stored hashes over index 0 to 511 are gone/]],
  },
  {
    name: "hashes beyond the log's end",
    does: async ({ log }) => [
      `update scrubjay.log_tiles set hashes = hashes || hashes where log_id = ${(await log()).id} and level = 1`,
      `insert into scrubjay.log_tiles select log_id, 2, 0, hashes from scrubjay.log_tiles
       where log_id = ${(await log()).id} and level = 1`,
    ],
    finds: [
      ["tile_beyond", null, /tile 0 of level 1/],
      ["tile_beyond", null, /tile 0 of level 2/],
    ],
  },
  {
    name: "a row that was changed together with its hash",
    does: async (harness) => {
      const { id } = await harness.log();
      await harness.tamper(
        `update scrubjay.audit_entries set outcome = 'not_found' where id = ${await harness.rowAt(300)}`,
      );
      const level1 = await harness.app.tiles.read(id, 1, 0);
      await harness.coverUp(SIZE);
      return [
        `update scrubjay.log_tiles set hashes = decode('${level1?.toString("hex")}', 'hex') where log_id = ${id} and level = 1`,
      ];
    },
    finds: [
      [
        "rewritten",
        201,
        /over the first 301 entries isn't .* Up to index 200 it holds; something from there to index 300/,
      ],
      ["tile_changed", 256, /over index 256 to 511/],
      ["rewritten", 201, /the checkpoint kept in the data folder over 601 entries/],
    ],
  },
  {
    name: "a row that was changed together with the whole tree",
    does: async (harness) => {
      await harness.tamper(
        `update scrubjay.audit_entries set outcome = 'not_found' where id = ${await harness.rowAt(300)}`,
      );
      await harness.coverUp(SIZE);
      return [];
    },
    finds: [
      ["rewritten", 201, /stored checkpoint over 301 entries/],
      ["rewritten", 201, /kept in the data folder/],
    ],
  },
  {
    name: "a tree and its checkpoints signed anew with a key that was registered for it",
    does: async (harness) => {
      await harness.tamper(
        `update scrubjay.audit_entries set outcome = 'not_found' where id = ${await harness.rowAt(300)}`,
      );
      await harness.coverUp(SIZE);
      const { id, origin } = await harness.log();
      const key = SigningKey.fromSeed(origin, Buffer.alloc(32, 66));
      const root = await rootAt(SIZE, tilesOf(harness.app.log, id));
      const note = signCheckpoint({ origin, size: SIZE, root }, key);
      return [
        `insert into scrubjay.signing_keys values (${id}, '${key.keyId}', '${key.vkey}', now(), 'service', now())`,
        `delete from scrubjay.log_checkpoints where log_id = ${id}`,
        `insert into scrubjay.log_checkpoints values (${id}, ${SIZE}, now(), '${note}')`,
      ];
    },
    finds: [
      ["key", null, /^Signing key [0-9a-f]{8} was registered, and no rotation of keys is recorded/],
      ["rewritten", 0, /kept in the data folder over 601 entries. Something was changed/],
    ],
  },
  {
    name: "a checkpoint that was replaced by an older one",
    does: async (harness) => [
      `update scrubjay.log_checkpoints set note = '${await noteOver(harness, 201)}'
       where log_id = ${(await harness.log()).id} and size = 501`,
    ],
    finds: [["checkpoint_forged", null, /^The stored checkpoint over 501 entries is one over 201/]],
  },
  {
    name: "a checkpoint that was changed",
    does: async ({ log }) => [
      `update scrubjay.log_checkpoints set note = replace(note, '\n401\n', '\n400\n') where log_id = ${(await log()).id}`,
    ],
    finds: [["checkpoint_forged", null, /checkpoint over 401 entries isn't signed by a key of this log/]],
  },
  {
    name: "a size that was set back",
    does: async ({ log }) => [`update scrubjay.logs set size = 450 where id = ${(await log()).id}`],
    finds: [
      [
        "cut_off",
        450,
        /The log has 450 entries, and there is the stored checkpoint over 601 entries: the last 151/,
      ],
      ["tile_beyond", null, /tile 1 of level 0/],
      ["tile_beyond", null, /tile 2 of level 0/],
      ["tile_beyond", null, /tile 0 of level 1/],
      ...Array.from({ length: 10 }, (_, at): Tampering["finds"][number] => [
        "place_beyond",
        450 + at,
        /something is at index/,
      ]),
      ["cut_off", 450, /the checkpoint kept in the data folder over 601 entries/],
    ],
  },
  {
    name: "a size that was set far beyond the end",
    does: async ({ log }) => [`update scrubjay.logs set size = 9000000000000 where id = ${(await log()).id}`],
    finds: [["cut_off", SIZE, /the ledger's own count of 9000000000000/]],
  },
  {
    name: "the log itself being gone",
    does: async ({ log, app }) => [
      `delete from scrubjay.log_leaves where log_id = ${(await log()).id}`,
      `delete from scrubjay.audit_entries where app_id = '${app.appId}'`,
      `delete from scrubjay.audit_actions where app_id = '${app.appId}'`,
      `delete from scrubjay.logs where id = ${(await log()).id}`,
    ],
    finds: [["log_missing", null, /is kept in the data folder, and the log is gone/]],
  },
];

describeWidely("a verification of the whole log", (on) => {
  /** Nothing in it is wrong, and no test leaves it otherwise. */
  let prepared: LogHarness;
  beforeAll(async () => {
    prepared = await logHarness(on, ENTRIES);
  });

  test("finds nothing where nothing is wrong, and says what it looked at", async () => {
    const harness = await logHarness(on, 300);
    const size = 301 + 3;
    await harness.act(3);
    await harness.seal();
    await harness.act(2);
    const seen: number[] = [];
    const verdict = await verifyLog(harness.app.log, { onProgress: (done) => seen.push(done) });
    const { origin } = await harness.log();
    expect(verdict).toMatchObject({ holds: true, findings: [], more: 0, waiting: 2 });
    expect(verdict.logs).toMatchObject([{ origin, size, closedAt: null, checkpoints: 4, newest: { size } }]);
    expect(verdict.logs[0]?.root).toEqual(
      await rootAt(size, tilesOf(harness.app.log, (await harness.log()).id)),
    );
    expect(seen.at(-1)).toBe(size);
  });

  test("of a ledger without a log finds nothing, until something is there that nobody wrote", async () => {
    const harness = await logHarness(on);
    expect(await verifyLog(harness.app.log)).toMatchObject({ holds: true, logs: [], waiting: 0 });
    await harness.act();
    expect(await verifyLog(harness.app.log)).toMatchObject({ holds: true, logs: [], waiting: 1 });
    await harness.tamper(`delete from scrubjay.log_inbox where app_id = '${harness.app.appId}'`);
    expect(await harness.findings()).toMatchObject([{ kind: "added" }]);
  });

  test.each(TAMPERINGS)("finds $name", async ({ does, finds }) => {
    await prepared.rolledBack(async (harness) => {
      await harness.tamper(...(await does(harness)));
      const findings = await harness.findings();
      expect(findings.map(({ kind, index }) => [kind, index])).toEqual(
        finds.map(([kind, index]) => [kind, index]),
      );
      finds.forEach(([, , message], place) => expect(findings[place]?.message).toMatch(message));
    });
  });

  test.each([256, 300, 512, 513])(
    "finds an end that was cut off at %i, by what is kept elsewhere",
    async (size) => {
      await prepared.rolledBack(async (harness) => {
        const given = await noteOver(harness, SIZE);
        const { app } = harness;
        const { origin } = await harness.log();
        const last = await harness.rowAt(size - 1);
        await harness.coverUp(size);
        await harness.tamper(
          `delete from scrubjay.audit_entries where app_id = '${app.appId}' and id > ${last}`,
        );
        expect(await harness.findings()).toMatchObject([
          {
            kind: "cut_off",
            log: origin,
            index: size,
            message: `The log has ${size} entries, and there is the checkpoint kept in the data folder over 601 entries: the last ${SIZE - size} were cut off.`,
          },
        ]);
        const unaware = await elsewhere(app.log);
        expect((await verifyLog(unaware)).findings).toEqual([]);
        expect((await verifyLog(unaware, { checkpoints: [given] })).findings).toMatchObject([
          {
            kind: "cut_off",
            message: expect.stringContaining("the checkpoint that you gave over 601 entries") as string,
          },
        ]);
      });
    },
  );

  test("holds checkpoints and verifier keys that it is given against the log", async () => {
    const harness = prepared;
    const { app } = harness;
    const { origin } = await harness.log();
    const verifierKeys = [VerifierKey.parse(app.log.signingKey(origin).vkey)];
    const checkpoints = [await noteOver(harness, 201), await noteOver(harness, 101)];
    expect(await harness.findings({ checkpoints, verifierKeys })).toEqual([]);
    const forged = checkpoints.map((note) => note.replace("\n201\n", "\n200\n"));
    expect(await harness.findings({ checkpoints: forged })).toMatchObject([
      { kind: "checkpoint_forged", message: expect.stringContaining("that you gave isn't signed") as string },
    ]);
    const foreign = SigningKey.fromSeed("elsewhere.example.com/log", Buffer.alloc(32, 9));
    const note = signCheckpoint({ origin: foreign.name, size: 3, root: Buffer.alloc(32) }, foreign);
    expect(await harness.findings({ checkpoints: [note] })).toMatchObject([
      { kind: "log_missing", message: "A checkpoint that you gave names a log that isn't in this ledger." },
    ]);
    const other = VerifierKey.parse(SigningKey.fromSeed(origin, Buffer.alloc(32, 9)).vkey);
    expect(await harness.findings({ verifierKeys: [other] })).toMatchObject([
      { kind: "key", message: expect.stringContaining("isn't registered") as string },
      { kind: "key", message: expect.stringContaining("newest checkpoint isn't signed by") as string },
    ]);
  });

  test("finds what was changed while it waited, and warns when it waits for long", async () => {
    const harness = await logHarness(on, 10);
    await harness.write(3);
    const { appId } = harness.app;
    await harness.tamper(
      `update scrubjay.log_inbox set created_at = now() - interval '1 hour' where app_id = '${appId}'`,
    );
    const late = await verifyLog(harness.app.log);
    expect(late).toMatchObject({ holds: true, waiting: 3, findings: [{ kind: "waiting_long" }] });
    await harness.tamper(
      `update scrubjay.audit_entries set attempts = 7 where id = (select ids[1] from scrubjay.log_inbox where app_id = '${appId}')`,
      `delete from scrubjay.audit_entries where id = (select ids[3] from scrubjay.log_inbox where app_id = '${appId}')`,
    );
    expect(await harness.findings()).toMatchObject([
      {
        kind: "waiting_changed",
        message: expect.stringMatching(/was changed before it was sealed/) as string,
      },
      {
        kind: "waiting_changed",
        message: expect.stringMatching(/was removed before it was sealed/) as string,
      },
      { kind: "waiting_long" },
    ]);
  });

  test("what was there before the log is no finding, sealed or not; one row more is", async () => {
    const harness = await logHarness(on);
    const { app } = harness;
    await harness.act(3);
    await harness.tamper(
      `delete from scrubjay.log_inbox where app_id = '${app.appId}'`,
      `insert into scrubjay.log_inheritance select app_id, 'action', count(*), max(id) from scrubjay.audit_actions
       where app_id = '${app.appId}' group by app_id`,
    );
    expect(await harness.findings()).toEqual([]);
    await harness.act();
    await harness.seal();
    expect(await harness.findings()).toEqual([]);
    await harness.tamper(`delete from scrubjay.audit_actions where id = ${await harness.rowAt(3)}`);
    expect(await harness.findings()).toMatchObject([{ kind: "missing", index: 3 }]);
  });

  test("tells a hundred findings and how many more there are", async () => {
    await prepared.rolledBack(async ({ app, tamper }) => {
      await tamper(`update scrubjay.audit_entries set attempts = 9 where app_id = '${app.appId}'`);
      const { findings, more } = await verifyLog(app.log);
      expect([findings.length, more]).toEqual([100, ENTRIES - 100]);
      expect(findings[0]).toMatchObject({ kind: "changed", index: 1 });
    });
  });

  test("finds nothing in a log that is written to meanwhile", async () => {
    const harness = await logHarness(on, 100);
    const rounds = sized(4, 12);
    const writes = async () => {
      await harness.write(400);
      await harness.act(2);
      await harness.seal();
    };
    for (let round = 0; round < rounds; round++)
      expect((await Promise.all([harness.findings(), writes()]))[0]).toEqual([]);
    const { holds, logs } = await verifyLog(harness.app.log);
    expect([holds, logs[0]?.size]).toEqual([true, 101 + rounds * 402]);
  });

  test("is ended by a signal", async () => {
    await expect(verifyLog(prepared.app.log, { signal: AbortSignal.abort() })).rejects.toThrow(/aborted/);
  });

  test("changes nothing", async () => {
    const { app, log, findings } = prepared;
    const state = async () => [await log(), await countOf(app, "audit_actions", `app_id = '${app.appId}'`)];
    const before = await state();
    await findings();
    expect(await state()).toEqual(before);
  });

  test("finds two rows at one index, in a ledger that has lost its own rules", async () => {
    await prepared.rolledBack(async ({ app, act, tamper, log, findings }) => {
      const { id } = await log();
      await act();
      await tamper(
        `alter table scrubjay.log_leaves drop constraint log_leaves_log_id_index_pk`,
        `insert into scrubjay.log_leaves select ${id}, 5, 'action', ids[1] from scrubjay.log_inbox where app_id = '${app.appId}'`,
        `delete from scrubjay.log_inbox where app_id = '${app.appId}'`,
      );
      const [first] = await findings();
      expect(first).toMatchObject({ kind: "place_double", index: 5 });
    });
  });
});
