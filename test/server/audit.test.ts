import { expect, test } from "vitest";
import type { ActionName } from "../../src/model/actions.js";
import { actionLeaf, entryLeaf } from "../../src/audit/leaf.js";
import { leafHash } from "../../src/audit/merkle.js";
import { openCheckpoint } from "../../src/audit/checkpoint.js";
import { parseProof } from "../../src/audit/tlog-proof.js";
import { VerifierKey } from "../../src/audit/verifier-key.js";
import { verifyConsistency, verifyInclusion } from "../../src/audit/verify-proof.js";
import type { ActorRole } from "../../src/model/roles.js";
import { restartLog } from "../../src/service/log/restart.js";
import type { VerificationLine } from "../../src/contracts/verification.js";
import type { Consistency, Publications, RestartedLogView } from "../../src/contracts/log.js";
import type { AuditActionView, AuditEntryView } from "../../src/contracts/audit.js";
import { describePostgres } from "../support/ledger.js";
import { latch } from "../support/latch.js";
import { tempFolder } from "../support/temp.js";
import { until } from "../support/until.js";
import { logHarness, type LogHarness } from "../sealing/log-harness.js";
import { actionsOf, post, apiHarness } from "./api-harness.js";

type Line = { type?: string } & AuditEntryView & AuditActionView;

const as = (role: ActorRole) => ({ actor: { name: role, role } });
const vkeyOf = async ({ app, log }: LogHarness) =>
  VerifierKey.parse(app.log.signingKey((await log()).origin).vkey);
const linesOf = <T = Line>(text: string): T[] =>
  text
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line) as T);

describePostgres("the routes of the sealed log", (on) => {
  const setUp = async (entries = 300, settings: Record<string, string> = {}) => {
    const harness = await logHarness(on, entries);
    const here = apiHarness(harness.app, { settings });
    const get = (path: string, role: ActorRole = "viewer") =>
      here.api.request(`/v1/audit/${path}`, {}, as(role));
    const send = (path: string, body: unknown, role: ActorRole = "viewer") =>
      here.api.request(`/v1/audit/${path}`, post(body), as(role));
    return { ...here, harness, get, send };
  };

  test("a verification tells how far it is, and the verdict last", async () => {
    const { harness, send } = await setUp();
    const answer = await send("verifications", {});
    expect([answer.status, answer.headers.get("content-type")]).toEqual([200, "application/x-ndjson"]);
    const lines = linesOf<VerificationLine>(await answer.text());
    expect(lines[0]).toEqual({ progress: { done: 0, total: 301 } });
    const verdict = lines.at(-1);
    expect(verdict).toMatchObject({
      verdict: { holds: true, logs: [{ size: 301, closedAt: null }], waiting: 0, findings: [], more: 0 },
    });
    const id = await harness.rowAt(7);
    await harness.tamper(`update scrubjay.audit_entries set attempts = 5 where id = ${id}`);
    const found = linesOf<VerificationLine>(await (await send("verifications", {})).text()).at(-1);
    expect(found).toMatchObject({
      verdict: { holds: false, findings: [{ kind: "changed", index: 7, row: { kind: "entry", id } }] },
    });
  });

  test("a verification needs no body, and takes checkpoints and keys that somebody kept", async () => {
    const { api, harness, get, send } = await setUp();
    const without = await api.request("/v1/audit/verifications", { method: "POST" }, as("viewer"));
    expect(without.status).toBe(200);
    const checkpoint = await (await get("checkpoint")).text();
    const verifierKey = (await vkeyOf(harness)).toString();
    await harness.coverUp(200);
    const body = { checkpoints: [checkpoint], verifierKeys: [`${verifierKey}\n`] };
    const found = linesOf<VerificationLine>(await (await send("verifications", body)).text()).at(-1);
    expect(found).toMatchObject({ verdict: { holds: false } });
    expect(JSON.stringify(found)).toContain("the checkpoint that you gave over 301 entries");
    const wrong = await send("verifications", { verifierKeys: [verifierKey, "nonsense+key"] });
    expect([wrong.status, await wrong.json()]).toMatchObject([422, { errors: [{ path: "verifierKeys.1" }] }]);
  });

  test("a caller that goes away ends the verification, and two are under way at most", async () => {
    const { harness, api, backend } = await setUp(10);
    const gate = latch("whoever goes away has gone");
    let toTheEnd = 0;
    // It is held up where it begins, and asks for the time at its end.
    backend.app.log = {
      ...harness.app.log,
      kept: (origin) => {
        const kept = harness.app.log.kept(origin);
        const look = kept.read.bind(kept);
        return Object.assign(kept, { read: async () => gate.opened().then(look) });
      },
      clock: () => {
        toTheEnd += 1;
        return new Date();
      },
    };
    const verify = (signal?: AbortSignal) =>
      api.request("/v1/audit/verifications", { method: "POST", ...(signal && { signal }) }, as("viewer"));
    const controller = new AbortController();
    const leaves = await verify(controller.signal);
    const stopsReading = await verify();
    const busy = await verify();
    expect([busy.status, busy.headers.get("retry-after")]).toEqual([429, "30"]);
    expect(await busy.json()).toMatchObject({ code: "VERIFICATIONS_BUSY" });
    controller.abort();
    await stopsReading.body?.cancel();
    gate.open();
    await expect(leaves.text()).rejects.toThrow(/aborted/);
    let done = 0;
    await until("both places are free", async () => {
      const both = await Promise.all([verify(), verify()]);
      await Promise.all(both.map((answer) => answer.text()));
      const verified = both.filter(({ status }) => status === 200).length;
      done += verified;
      return verified === 2;
    });
    expect(toTheEnd).toBe(done);
  });

  test("the checkpoint is told as it was signed, and older ones that are kept", async () => {
    const { harness, get } = await setUp();
    const newest = await get("checkpoint");
    expect(newest.headers.get("content-type")).toMatch(/^text\/plain/);
    const keys = [await vkeyOf(harness)];
    expect(openCheckpoint(await newest.text(), keys).size).toBe(301);
    expect(openCheckpoint(await (await get("checkpoint?size=101")).text(), keys).size).toBe(101);
    for (const query of ["?size=102", "?size=302", "?log=2"])
      expect((await get(`checkpoint${query}`)).status, query).toBe(404);
    for (const query of ["?size=0", "?size=x", "?size=9007199254740993", "?log=0", "?origin=x"])
      expect((await get(`checkpoint${query}`)).status, query).toBe(422);
  });

  test("an old checkpoint is held against the log, with a proof that holds", async () => {
    const { harness, api, get, send } = await setUp();
    const old = await (await get("checkpoint?size=101")).text();
    const keys = [await vkeyOf(harness)];
    const asText = await api.request(
      "/v1/audit/consistency",
      { method: "POST", headers: { "content-type": "text/plain" }, body: old },
      as("viewer"),
    );
    const answers = [
      (await (await send("consistency", { checkpoint: old })).json()) as Consistency,
      (await asText.json()) as Consistency,
      (await (await get("consistency?from=101")).json()) as Consistency,
    ];
    for (const { extends: isExtended, from, to, proof, reason } of answers) {
      expect([isExtended, from.size, to.size, reason]).toEqual([true, 101, 301, undefined]);
      const claim = { size1: BigInt(from.size), size2: BigInt(to.size), proof: proof.map(bytes) };
      verifyConsistency({ ...claim, root1: openCheckpoint(old, keys).root, root2: bytes(to.root) });
      expect(openCheckpoint(to.checkpoint, keys)).toMatchObject({ size: 301, root: bytes(to.root) });
    }
    const same = await send("consistency", { checkpoint: answers[0]?.to.checkpoint });
    expect(await same.json()).toMatchObject({ extends: true, proof: [] });
  });

  test("says why a log doesn't extend a checkpoint", async () => {
    const { harness, get, send } = await setUp();
    const [old, newest] = [await get("checkpoint?size=201"), await get("checkpoint")].map((one) =>
      one.text(),
    );
    const checkpoint = (await newest) ?? "";
    const reasonOf = async (note: string) => {
      const {
        extends: isExtended,
        reason,
        proof,
      } = (await (await send("consistency", { checkpoint: note })).json()) as Consistency;
      expect([isExtended, proof]).toEqual([false, []]);
      return reason;
    };
    expect(await reasonOf(checkpoint.replace("\n301\n", "\n300\n"))).toMatch(/isn't signed by a key/);
    expect(await reasonOf(checkpoint.replace("scrubjay/", "scrubbird/"))).toMatch(/of another log/);
    const { id } = await harness.log();
    await harness.tamper(
      `update scrubjay.log_tiles set hashes = overlay(hashes placing '\\x00' from 1) where log_id = ${id}`,
    );
    expect(await reasonOf((await old) ?? "")).toMatch(/first 201 entries aren't those/);
    await harness.tamper(`delete from scrubjay.log_checkpoints where log_id = ${id} and size > 101`);
    expect(await reasonOf(checkpoint)).toMatch(/the newest checkpoint is over 101 entries, and this one is/);
    expect((await get("consistency?from=102")).status).toBe(404);
    await harness.tamper(`delete from scrubjay.log_tiles where log_id = ${id}`);
    expect(await reasonOf((await (await get("checkpoint")).text()) ?? "")).toMatch(
      /first 101 entries aren't/,
    );
  });

  test.each([["nonsense"], ["a\nb\nc\n\nd\n"], [""], ["\n\n"]])(
    "refuses what is no checkpoint: %j",
    async (note) => {
      const { api, send } = await setUp(3);
      const answer = await send("consistency", { checkpoint: note });
      expect(answer.status).toBe(422);
      const none = await api.request("/v1/audit/consistency", { method: "POST" }, as("viewer"));
      expect(none.status).toBe(415);
    },
  );

  test("proves each entry and action, as the export tells them", async () => {
    const { harness, get } = await setUp(20);
    await harness.act(3);
    await harness.seal();
    const keys = [await vkeyOf(harness)];
    const lines = linesOf(await (await get("entries?kind=all")).text());
    expect(lines).toHaveLength(24);
    for (const line of lines) {
      const answer = await get(`proofs/${line.index}`);
      expect(answer.headers.get("content-type")).toMatch(/^text\/plain/);
      const { index, proof, checkpoint } = parseProof(await answer.text());
      const { size, root } = openCheckpoint(checkpoint, keys);
      expect([index, size]).toEqual([line.index, 24]);
      verifyInclusion({
        index: BigInt(index),
        size: BigInt(size),
        proof,
        root,
        leaf: leafHash(leafOf(line)),
      });
    }
    for (const index of ["24", "9007199254740991"]) expect((await get(`proofs/${index}`)).status).toBe(404);
    for (const index of ["-1", "x", "1.5"]) expect((await get(`proofs/${index}`)).status).toBe(422);
  });

  test("exports entries, actions or both, with their place in the log", async () => {
    const { harness, get } = await setUp(5);
    await harness.act(2);
    await harness.seal();
    await harness.write(2);
    await harness.act();
    const all = linesOf(await (await get("entries?kind=all")).text());
    expect(all.map(({ type, index, log }) => [type, index, log])).toEqual([
      ["action", 0, 1],
      ...[1, 2, 3, 4, 5].map((index) => ["entry", index, 1]),
      ["action", 6, 1],
      ["action", 7, 1],
      ["entry", null, null],
      ["entry", null, null],
      ["action", null, null],
    ]);
    const entries = linesOf(await (await get("entries")).text());
    expect(entries.map(({ index }) => index)).toEqual([1, 2, 3, 4, 5, null, null]);
    const actions = linesOf(await (await get("entries?kind=actions")).text());
    expect(actions.map(({ index }) => index)).toEqual([0, 6, 7, null]);
    const page = (await (await get("actions")).json()) as { actions: AuditActionView[] };
    expect(page.actions).toEqual(actions);
    expect(page.actions[0]?.detail).toMatchObject({ origin: (await harness.log()).origin });
    const ofRun = linesOf(await (await get("entries?run=1")).text());
    expect(ofRun).toEqual(entries.slice(0, 5));
    expect((await get("entries?run=1&kind=all")).status).toBe(422);
    // An entry's salt would let everybody test whom it is about; an action's is no secret.
    expect(JSON.stringify(entries)).not.toContain("salt");
  });

  on.both("exports each row once while it is being sealed", async () => {
    const { harness, get } = await setUp(100);
    await harness.write(2_500);
    const answer = await get("entries?kind=all");
    const chunks: Uint8Array[] = [];
    for await (const chunk of answer.body as unknown as AsyncIterable<Uint8Array>) {
      chunks.push(chunk);
      if (chunks.length === 1) await harness.seal();
    }
    const ids = linesOf(Buffer.concat(chunks).toString()).filter(({ type }) => type === "entry");
    expect(new Set(ids.map(({ id }) => id)).size).toBe(2_600);
    expect(ids).toHaveLength(2_600);
  });

  test("exports CSV that no spreadsheet computes", async () => {
    const { harness, get } = await setUp(3);
    const { app } = harness;
    const owner = { name: "=cmd|' /C calc'!A0", role: "owner" } as const;
    const action = "+1" as ActionName;
    await app.actions.add(owner, { action, target: '@x,"y"', result: "refused", code: "-2\nnext" });
    const answer = await get("entries?kind=actions&format=csv");
    expect(answer.headers.get("content-type")).toBe("text/csv; charset=utf-8; header=present");
    expect(answer.headers.get("content-disposition")).toBe('attachment; filename="audit-actions.csv"');
    const [head, , row] = (await answer.text()).split("\r\n");
    expect(head).toBe(
      "index,log,id,at,appId,actor,role,action,target,result,code,detail,toolVersion,format,salt",
    );
    expect(row).toContain(`,'=cmd|' /C calc'!A0,owner,'+1,"'@x,""y""",refused,"'-2\nnext",,`);
    const entries = (await (await get("entries?format=csv")).text()).split("\r\n");
    expect(entries).toHaveLength(1 + 3 + 1);
    expect(entries[0]).toMatch(/^index,log,id,at,appId,runId,kind,epoch,subject,outcome,/);
    expect(entries[1]).toMatch(/^1,1,\d+,.*,email phone,/);
    const all = (await (await get("entries?kind=all&format=csv")).text()).split("\r\n");
    expect(new Set(all.slice(1, -1).map((line) => line.split(",")[0]))).toEqual(new Set(["entry", "action"]));
    const empty = await get("entries?run=99&format=csv");
    expect((await empty.text()).split("\r\n")).toHaveLength(2);
  });

  test("hands the newest checkpoint out when an operator asks, once", async () => {
    const folder = await tempFolder();
    const { app, send } = await setUp(10, { SCRUBJAY_PUBLISH_FOLDER: folder }).then((all) => ({
      ...all,
      app: all.harness.app,
    }));
    expect((await send("publications", {}, "viewer")).status).toBe(403);
    const publish = async () => (await (await send("publications", {}, "operator")).json()) as Publications;
    const first = { target: "folder", size: 11, code: null };
    expect(await publish()).toEqual({ targets: ["folder"], size: 11, published: [first] });
    expect(await publish()).toEqual({ targets: ["folder"], size: 11, published: [] });
    expect(await actionsOf(app)).toContain("operator operator audit.publish allowed");
    const nowhere = await (await setUp(10)).send("publications", {}, "operator");
    expect(await nowhere.json()).toEqual({ targets: [], size: 11, published: [] });
  });

  test("only the owner restarts a log, and only a broken one", async () => {
    const { harness, get, send } = await setUp(300);
    const order = { reason: "The database was restored from a backup" };
    expect((await send("restart", order, "approver")).status).toBe(403);
    const refused = await send("restart", order, "owner");
    expect([refused.status, await refused.json()]).toMatchObject([409, { code: "LOG_HOLDS" }]);
    await harness.coverUp(200);
    for (const reason of ["", "two\nlines", "write to jane@example.com"])
      expect((await send("restart", { reason }, "owner")).status).toBe(422);
    const answer = await send("restart", order, "owner");
    const { origin } = await harness.log();
    const restarted = (await answer.json()) as RestartedLogView;
    expect([answer.status, restarted]).toMatchObject([
      201,
      { origin, replaces: { findings: 0 }, orphans: { entries: 101, actions: 0 } },
    ]);
    const key = VerifierKey.parse(restarted.verifierKey);
    expect(openCheckpoint(restarted.checkpoint ?? "", [key])).toMatchObject({ origin, size: restarted.size });
    const old = (await harness.app.logs.closed())[0];
    expect(restarted.replaces.origin).toBe(old?.origin);
    const verdict = linesOf<VerificationLine>(await (await send("verifications", {})).text()).at(-1);
    expect(verdict).toMatchObject({ verdict: { holds: true, findings: [{ kind: "closed_damaged" }] } });
    // What was signed then was cut off, and is told from the first log by its name.
    const lost = await send("consistency", { checkpoint: restarted.replaces.checkpoint });
    expect(await lost.json()).toMatchObject({ extends: false, to: { size: 101 } });
    expect((await get("checkpoint?log=1")).status).toBe(200);
    expect(await (await get("checkpoint?log=2")).text()).toBe(restarted.checkpoint);
  });

  on.both("each log of several has its own indexes and proofs", async () => {
    const { harness, get } = await setUp(10);
    await harness.tamper(
      `update scrubjay.audit_entries set attempts = 9 where id = ${await harness.rowAt(3)}`,
    );
    await restartLog("An entry was changed", harness.app.log);
    await harness.write(2);
    await harness.seal();
    const places = linesOf(await (await get("entries?kind=all")).text()).map(({ log, index }) => [
      log,
      index,
    ]);
    expect(places).toEqual([
      ...Array.from({ length: 11 }, (_, index) => [1, index]),
      ...[0, 1, 2].map((index) => [2, index]),
    ]);
    const proofOf = async (query: string) => parseProof(await (await get(`proofs/2${query}`)).text());
    expect((await proofOf("")).checkpoint).toBe((await proofOf("?log=2")).checkpoint);
    expect((await proofOf("?log=1")).checkpoint).toContain("\n11\n");
  });

  test("without anything signed there is nothing to tell", async () => {
    const { get, send } = await setUp(0);
    for (const path of ["checkpoint", "proofs/0", "consistency?from=1"]) {
      const answer = await get(path);
      expect([answer.status, await answer.json()], path).toMatchObject([404, { code: "NO_LOG" }]);
    }
    expect((await send("restart", { reason: "There is none" }, "owner")).status).toBe(404);
    expect(await (await get("entries?kind=all")).text()).toContain('"action":"audit.restart"');
  });
});

const bytes = (base64: string): Buffer => Buffer.from(base64, "base64");

/** The leaf of a line, as an auditor makes it. */
function leafOf({ at, verifiedAt, ...line }: Line): Buffer {
  return line.type === "entry"
    ? entryLeaf({
        ...line,
        at: new Date(at),
        verifiedAt: verifiedAt === null ? null : new Date(verifiedAt),
      })
    : actionLeaf({ ...line, at: new Date(at) });
}
