import { sql } from "drizzle-orm";
import { beforeEach, expect, test } from "vitest";
import type { ActorRole } from "../../src/model/roles.js";
import type { AuditLookup } from "../../src/contracts/audit.js";
import type { DestroyedView, KeysView } from "../../src/contracts/keys.js";
import type { Problem } from "../../src/contracts/problem.js";
import { beginLog } from "../../src/sealing/begin-log.js";
import { forgetKeys, appWithKeys, type AppWithKeys } from "../keys/app-with-keys.js";
import { describePostgres } from "../support/ledger.js";
import { actionsOf, post, apiHarness } from "./api-harness.js";

describePostgres("keys over HTTP", (on) => {
  beforeEach(() => forgetKeys(on));

  async function setUp() {
    const app = await appWithKeys(on);
    const { api } = apiHarness(app);
    const call = async <T = Problem>(path: string, init?: RequestInit, role: ActorRole = "owner") => {
      const answer = await api.request(path, init, { actor: { name: role, role } });
      return { status: answer.status, body: (await answer.json()) as T };
    };
    return { app, call };
  }

  /** Records that a user was scrubbed in an epoch. */
  async function recordScrub({ ledger, appId, keyring }: AppWithKeys, userId: string, epoch: number) {
    const subject = (await keyring.of(epoch)).subject(userId);
    await ledger.db.execute(
      sql`insert into scrubjay.audit_entries (app_id, run_id, kind, epoch, subject, outcome, fields, remaining,
                                              policy_digest, attempts, round, tool_version)
          values (${appId}, 1, 'erasure', ${epoch}, ${subject}, 'scrubbed', '{}', '{}', 'sha256:0', 1, 1, '0.0.0')`,
    );
  }

  test("are listed without any key, with what an auditor needs", async () => {
    const { app, call } = await setUp();
    await beginLog(app.log);
    await app.keyring.current();
    await recordScrub(app, "anna", 0);
    await recordScrub(app, "anna", 1);
    app.clock.move(1_000);
    await call("/v1/keys/rotations", post({ key: "evidence" }));
    const { status, body } = await call<KeysView>("/v1/keys", {}, "viewer");
    expect(status).toBe(200);
    expect(body).toEqual({
      epochs: [
        {
          epoch: 0,
          state: "live",
          from: null,
          until: "2026-01-01T00:00:00.000Z",
          destroyedAt: null,
          entries: 1,
          destroyableFrom: null,
        },
        {
          epoch: 1,
          state: "live",
          from: "2026-01-01T00:00:00.000Z",
          until: "2026-01-01T00:00:01.000Z",
          destroyedAt: null,
          entries: 1,
          destroyableFrom: "2029-01-01T00:00:01.000Z",
        },
        {
          epoch: 2,
          state: "live",
          from: "2026-01-01T00:00:01.000Z",
          until: null,
          destroyedAt: null,
          entries: 0,
          destroyableFrom: null,
        },
      ],
      signing: [
        {
          keyId: expect.stringMatching(/^[0-9a-f]{8}$/) as string,
          verifierKey: expect.stringMatching(/^scrubjay\/[^+]+\+[0-9a-f]{8}\+[A-Za-z0-9+/]+=*$/) as string,
          since: "2026-01-01T00:00:00.000Z",
          until: null,
        },
      ],
    });
  });

  test("are changed by the command line only, whatever a token's role", async () => {
    const { app, call } = await setUp();
    await app.keyring.current();
    for (const role of ["viewer", "operator", "approver"] as const)
      for (const [path, body] of [
        ["/v1/keys/rotations", { key: "evidence" }],
        ["/v1/keys/rotations", { key: "signing" }],
        ["/v1/keys/1/destruction", { early: true }],
      ] as const)
        expect(await call(path, post(body), role)).toMatchObject({ status: 403, body: { code: "ROLE" } });
    expect(await app.evidenceKeys.all()).toHaveLength(1);
    expect(new Set(await actionsOf(app))).toEqual(
      new Set(
        ["viewer", "operator", "approver"].flatMap((role) =>
          ["rotate", "destroy"].map((what) => `${role} ${role} keys.${what} denied ROLE`),
        ),
      ),
    );
  });

  test("are rotated: the next epoch begins, or another key signs", async () => {
    const { app, call } = await setUp();
    await beginLog(app.log);
    const begun = await call<KeysView>("/v1/keys/rotations", post({ key: "evidence" }));
    expect([begun.status, begun.body.epochs.length]).toEqual([201, 2]);
    const signed = await call<KeysView>("/v1/keys/rotations", post({ key: "signing" }));
    expect(signed.status).toBe(201);
    expect(signed.body.signing.map(({ until }) => until === null)).toEqual([false, true]);
    expect((await call("/v1/keys/rotations", post({ key: "pseudonym" }))).status).toBe(422);
  });

  test("are destroyed when their time has come, and refused with the reason before", async () => {
    const { app, call } = await setUp();
    await app.keyring.current();
    const destroy = (epoch: string, body = {}) =>
      call<DestroyedView & Problem>(`/v1/keys/${epoch}/destruction`, post(body));
    expect(await destroy("1")).toMatchObject({ status: 409, body: { code: "EPOCH_NEWEST" } });
    expect(await destroy("0")).toMatchObject({ status: 409, body: { code: "EPOCH_FIRST" } });
    expect(await destroy("5")).toMatchObject({ status: 404, body: { code: "EPOCH_NOT_FOUND" } });
    expect(await destroy("x")).toMatchObject({ status: 422 });
    app.clock.move(1_000);
    await call("/v1/keys/rotations", post({ key: "evidence" }));
    expect(await destroy("1")).toMatchObject({ status: 409, body: { code: "EPOCH_RETAINED" } });
    expect(await destroy("1", { early: true })).toEqual({
      status: 200,
      body: {
        epoch: 1,
        destroyedAt: "2026-01-01T00:00:01.000Z",
        forgotten: { requests: 0, suppression: 0, comebacks: 0, holds: 0 },
        inSettings: false,
      },
    });
    expect(await destroy("1")).toMatchObject({ status: 409, body: { code: "EVIDENCE_KEY_DESTROYED" } });
  });

  on.both(
    "a lookup finds a person under every live key, and tells where nobody can look any more",
    async () => {
      const { app, call } = await setUp();
      await app.keyring.current();
      app.clock.move(1_000);
      await call("/v1/keys/rotations", post({ key: "evidence" }));
      for (const epoch of [0, 1, 2]) await recordScrub(app, "anna", epoch);
      const lookUp = async () =>
        (await call<AuditLookup>("/v1/audit/lookup", post({ userId: "anna" }), "viewer")).body;
      const all = await lookUp();
      expect(all.entries).toHaveLength(3);
      expect(new Set(all.entries.map(({ subject }) => subject)).size).toBe(3);
      expect(all.subject).toBe(app.pseudonyms.subject("anna"));
      await call("/v1/keys/1/destruction", post({ early: true }));
      const rest = await lookUp();
      expect(rest.entries).toHaveLength(2);
      expect(rest.epochs).toEqual([
        { epoch: 0, state: "live", from: null, until: "2026-01-01T00:00:00.000Z", destroyedAt: null },
        {
          epoch: 1,
          state: "destroyed",
          from: "2026-01-01T00:00:00.000Z",
          until: "2026-01-01T00:00:01.000Z",
          destroyedAt: "2026-01-01T00:00:01.000Z",
        },
        { epoch: 2, state: "live", from: "2026-01-01T00:00:01.000Z", until: null, destroyedAt: null },
      ]);
    },
  );
});
