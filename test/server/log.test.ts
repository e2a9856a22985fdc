import { expect, test } from "vitest";
import { openCheckpoint } from "../../src/audit/checkpoint.js";
import { rootAt } from "../../src/audit/prove.js";
import { parseTilePath, tilePath } from "../../src/audit/tile.js";
import { VerifierKey } from "../../src/audit/verifier-key.js";
import { restartLog } from "../../src/service/log/restart.js";
import { describePostgres } from "../support/ledger.js";
import { logHarness } from "../sealing/log-harness.js";
import { bearer, OWNER_TOKEN, apiHarness } from "./api-harness.js";

const SIZE = 601;
const FOR_EVER = "public, max-age=31536000, immutable";

const ELSEWHERE = [
  "tile/0/0",
  "tile/0/00",
  "tile/0/0000",
  "tile/00/000",
  "tile/0/x000/000",
  "tile/0/000.p/0",
  "tile/0/000.p/256",
  "tile/0/000.p/007",
  "tile/0/000.p/-1",
  "tile/0/000/",
  "tile/0/%30%30%30",
  "tile/0/000%2ep/7",
  "tile/-1/000",
  "tile/64/000",
  "tile/63/x999/x999/x999/x999/x999/x999/999",
  "tile/0/x999/x999/x999/x999/999",
  "tile/entries/000",
  "tile/data/000",
  "tile/0",
  "tile",
  "tile/0/..%2f..%2f..%2fv1%2faudit%2fentries",
  "tile/0/000;/7",
  "0/tile/0/000",
  "01/tile/0/000",
  "1e0/tile/0/000",
  "2/tile/0/000",
  "9999999/checkpoint",
  "-1/checkpoint",
  "entries",
  "",
];

describePostgres("the public log", (on) => {
  const setUp = async (entries = SIZE - 1, settings: Record<string, string> = {}) => {
    const harness = await logHarness(on, entries);
    return { harness, ...apiHarness(harness.app, { settings }) };
  };

  on.both("is enough to verify the whole tree without a token", async () => {
    const { api, harness } = await setUp();
    const keys = await api.request("/log/vkey");
    expect(keys.headers.get("content-type")).toMatch(/^text\/plain/);
    const vkey = VerifierKey.parse((await keys.text()).trim());
    const signed = await api.request("/log/checkpoint");
    expect([signed.status, signed.headers.get("cache-control")]).toEqual([200, "no-cache"]);
    expect(signed.headers.get("content-type")).toMatch(/^text\/plain/);
    const { origin, size, root } = openCheckpoint(await signed.text(), [vkey]);
    expect([origin, size]).toEqual([(await harness.log()).origin, SIZE]);
    const asked: string[] = [];
    const found = await rootAt(size, async (level, index) => {
      const hashes = Math.floor(SIZE / 256 ** level) - index * 256;
      const path = tilePath(level, index, Math.min(256, hashes));
      asked.push(path);
      const answer = await api.request(`/log/${path}`);
      expect([answer.status, answer.headers.get("content-type")]).toEqual([200, "application/octet-stream"]);
      return Buffer.from(await answer.arrayBuffer());
    });
    expect(found).toEqual(root);
    expect(asked).toContain("tile/0/002.p/89");
  });

  test("a full tile may be kept for ever, a partial one not", async () => {
    const { api } = await setUp();
    const of = async (path: string) => {
      const answer = await api.request(`/log/${path}`);
      const bytes = Buffer.from(await answer.arrayBuffer());
      return { cache: answer.headers.get("cache-control"), bytes };
    };
    const full = await of("tile/0/000");
    expect([full.bytes.length, full.cache]).toEqual([256 * 32, FOR_EVER]);
    const partial = await of("tile/0/000.p/7");
    expect(partial.bytes).toEqual(full.bytes.subarray(0, 7 * 32));
    expect(partial.cache).toBe("public, max-age=3600");
    expect((await of("tile/1/000.p/2")).bytes).toHaveLength(64);
  });

  test("HEAD answers the same without the body, and nothing else than reading is taken", async () => {
    const { api } = await setUp(300);
    for (const path of ["/log/checkpoint", "/log/vkey", "/log/tile/0/000", "/log/tile/0/001.p/45"]) {
      const got = await api.request(path);
      const head = await api.request(path, { method: "HEAD" });
      expect([head.status, await head.text()], path).toEqual([200, ""]);
      for (const name of ["content-type", "cache-control"])
        expect(head.headers.get(name)).toBe(got.headers.get(name));
      for (const method of ["POST", "PUT", "DELETE"])
        expect((await api.request(path, { method, headers: bearer(OWNER_TOKEN) })).status).toBe(405);
    }
  });

  test("ends where the newest checkpoint ends, whatever is stored", async () => {
    const { api, harness } = await setUp(100);
    const { id } = await harness.log();
    // Sealed, and not signed yet.
    await harness.write(400);
    await harness.seal();
    await harness.tamper(`delete from scrubjay.log_checkpoints where log_id = ${id} and size > 101`);
    expect((await api.request("/log/tile/0/000.p/101")).status).toBe(200);
    for (const path of ["0/000.p/102", "0/000", "0/001.p/1", "1/000.p/1"]) {
      const answer = await api.request(`/log/tile/${path}`);
      expect([answer.status, await answer.json()], path).toMatchObject([404, { code: "NO_TILE" }]);
    }
  });

  test("has nothing at any other address", async () => {
    const { api } = await setUp(300);
    for (const path of ELSEWHERE) {
      const answer = await api.request(`/log/${path}`);
      expect(answer.status, path).toBe(404);
      expect(answer.headers.get("content-type"), path).toBe("application/problem+json");
      expect(answer.headers.get("cache-control"), path).toBe("no-store");
    }
  });

  test("a way out of it by dots leads to where a token is asked for", async () => {
    const url = await (await setUp(10)).serve();
    for (const path of ["/log/../v1/audit/entries", "/log/tile/0/../../../v1/audit/entries"]) {
      const answer = await fetch(new URL(path, url));
      expect(answer.status).toBe(401);
    }
  });

  test("is nowhere before there is something signed", async () => {
    const { api, harness } = await setUp(0);
    await harness.act();
    for (const path of ["checkpoint", "vkey", "tile/0/000.p/1"])
      expect((await api.request(`/log/${path}`)).status, path).toBe(404);
  });

  test("has no entries and nothing about anybody at any of its addresses", async () => {
    const { api, harness } = await setUp(300);
    const texts: string[] = [];
    for (const path of ["checkpoint", "vkey", "tile/0/000", "tile/0/001.p/45", "tile/1/000.p/1"])
      texts.push(Buffer.from(await (await api.request(`/log/${path}`)).arrayBuffer()).toString("latin1"));
    for await (const { subject } of harness.app.entries.all())
      for (const text of texts) {
        expect(text).not.toContain(subject);
        expect(text).not.toContain(Buffer.from(subject, "hex").toString("latin1"));
      }
  });

  test("is closed by a setting", async () => {
    const { api } = await setUp(10, { SCRUBJAY_LOG_PUBLIC: "false" });
    for (const path of ["checkpoint", "vkey", "tile/0/000.p/1", "1/checkpoint"])
      expect((await api.request(`/log/${path}`)).status, path).toBe(404);
    const authenticated = await api.request("/v1/audit/checkpoint", { headers: bearer(OWNER_TOKEN) });
    expect(authenticated.status).toBe(200);
  });

  test("counts the calls of each address, and a token's calls apart", async () => {
    const { api } = await setUp(10, { SCRUBJAY_API_RATE: "3" });
    const from = (remoteAddress: string) => ({ incoming: { socket: { remoteAddress } } });
    const call = async (path: string, address: string) =>
      (await api.request(path, { headers: bearer(OWNER_TOKEN) }, from(address))).status;
    const paths = ["/log/checkpoint", "/log/vkey", "/log/tile/0/000.p/1", "/log/tile/0/x001/000"];
    const statuses: number[] = [];
    for (const path of paths) statuses.push(await call(path, "203.0.113.7"));
    expect(statuses).toEqual([200, 200, 200, 429]);
    // A caller of IPv6 has as many addresses as it likes.
    for (const host of [1, 2, 3]) expect(await call("/log/checkpoint", `2001:db8::${host}`)).toBe(200);
    expect(await call("/log/checkpoint", "2001:db8::4")).toBe(429);
    expect(await call("/v1/audit/checkpoint", "203.0.113.7")).toBe(200);
  });

  test("after a restart the first log stays where it was, and leads to the next", async () => {
    const { api, harness } = await setUp(300);
    const text = async (path: string) => (await api.request(path)).text();
    const [before, hashes] = [await text("/log/checkpoint"), await text("/log/tile/0/001.p/45")];
    const { origin } = await harness.log();
    await harness.tamper(
      `update scrubjay.audit_entries set attempts = 9 where id = ${await harness.rowAt(3)}`,
    );
    await restartLog("An entry was changed", harness.app.log);
    await harness.write(300);
    await harness.seal();
    const first = await api.request("/log/checkpoint");
    expect(first.headers.get("link")).toBe('</log/2/checkpoint>; rel="successor-version"');
    expect(await first.text()).toBe(before);
    expect(await text("/log/1/checkpoint")).toBe(before);
    expect(await text("/log/tile/0/001.p/45")).toBe(hashes);
    const vkey = VerifierKey.parse((await text("/log/2/vkey")).trim());
    const next = await api.request("/log/2/checkpoint");
    expect(next.headers.get("link")).toBeNull();
    expect(openCheckpoint(await next.text(), [vkey])).toMatchObject({ origin: `${origin}/2`, size: 301 });
    expect((await api.request("/log/2/tile/0/001.p/45")).status).toBe(200);
    expect(await text("/log/2/tile/0/001.p/45")).not.toBe(hashes);
    expect((await api.request("/log/3/checkpoint")).status).toBe(404);
  });

  test("hashes that are gone are told as that, not as if they had never been", async () => {
    const { api, harness } = await setUp(10);
    await harness.tamper(`delete from scrubjay.log_tiles where log_id = ${(await harness.log()).id}`);
    const answer = await api.request("/log/tile/0/000.p/5");
    expect([answer.status, await answer.json()]).toMatchObject([503, { code: "TREE_BROKEN" }]);
  });

  test("puts every tile at the one address that it has in a folder", () => {
    expect(tilePath(0, 1_234_067)).toBe("tile/0/x001/x234/067");
    expect(parseTilePath("tile/0/x001/x234/067.p/112")).toEqual({ level: 0, index: 1_234_067, width: 112 });
  });
});
