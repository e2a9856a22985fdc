import { describe, expect, test } from "vitest";
import { encode, lines, NOW, pages, start } from "./support.js";

describe("the journal", () => {
  test("has a line for every change that was applied, and none for an edit that changed nothing", async () => {
    const harness = await start({ users: 0 });
    const path = "/users/a%2Fb";
    await harness.call("PUT", path, { name: "n", email: ["a@example.com"], custom: { x: "1", y: "2" } });
    await harness.call("PUT", path, {
      name: "n",
      email: ["a@example.com"],
      custom: { x: "1" },
      role: null,
      phone: null,
    });
    await harness.call("PUT", path, { email: null, custom: { x: null, y: "3", z: null }, pushTokens: null });
    await harness.call("PUT", path, { email: null, custom: { x: null }, pushTokens: { "fcm:1": null } });
    await harness.call("PUT", path, { custom: null });
    await harness.call("PUT", path, { custom: null, name: "" });
    await harness.call("PUT", "/users", { "a/b": { name: "m" }, c: { name: "c" } });
    const journal = await harness.journal();
    expect(journal.map(({ user, fields, customKeys }) => ({ user, fields, customKeys }))).toEqual([
      { user: "a/b", fields: ["name", "email", "custom"], customKeys: ["x", "y"] },
      { user: "a/b", fields: ["email", "custom"], customKeys: ["x", "y"] },
      { user: "a/b", fields: ["custom"], customKeys: ["y"] },
      { user: "a/b", fields: ["name"], customKeys: undefined },
      { user: "c", fields: ["name"], customKeys: undefined },
    ]);
    for (const { time } of journal) expect(time).toBeGreaterThanOrEqual(NOW);
  });

  test("says of synthetic people exactly which fields are other ones now", async () => {
    const harness = await start({ users: 500 });
    const before = await pages(harness, "/users");
    const edit = {
      name: "[DELETED]",
      email: null,
      photoUrl: null,
      custom: null,
      headerPhotoUrl: null,
      pushTokens: null,
    };
    for (let i = 0; i < before.length; i += 100) {
      const bulk = Object.fromEntries(before.slice(i, i + 100).map(({ id }) => [id, edit]));
      expect((await harness.call("PUT", "/users", bulk)).status).toBe(200);
    }
    const after = new Map((await pages(harness, "/users")).map((user) => [user.id, user]));
    const same = (a: unknown, b: unknown) => JSON.stringify(a ?? null) === JSON.stringify(b ?? null);
    const changed = before.flatMap((user) => {
      const fields = Object.keys({ ...user, ...edit }).filter(
        (field) => !same(user[field], after.get(user.id)?.[field]),
      );
      return fields.length > 0 ? [[user.id, fields.sort().join()]] : [];
    });
    const journal = (await harness.journal()).map(({ user, fields }) => [user, fields.sort().join()]);
    expect(new Map(journal as [string, string][])).toEqual(new Map(changed as [string, string][]));
    expect(journal).toHaveLength(changed.length);
  });
});

describe("export and import", () => {
  test("round-trip byte for byte, with changes and imports in them", async () => {
    const source = await start({ users: 700 });
    const [newest, second] = await pages(source, "/users", "limit=100");
    await source.call("PUT", `/users/${encode(newest?.id ?? "")}`, {
      name: "changed",
      custom: { "2": "b", "1": "a" },
    });
    await source.call("PUT", "/users/__proto__", { name: "new" });
    const conversation = (await source.call("GET", "/conversations?limit=1")).json.data[0]?.id ?? "";
    await source.call("PUT", `/conversations/${encode(conversation)}`, {
      subject: "x",
      participants: [second?.id],
    });
    await source.call("POST", `/conversations/${encode(conversation)}/messages`, [
      { type: "SystemMessage", text: "é" },
    ]);
    const exported = (await source.inspect("GET", "export")).text;
    const target = await start({ users: 0, now: NOW + 1_000 });
    const counts = (await target.inspect("POST", "import", exported)).json as unknown as Record<
      string,
      number
    >;
    expect(counts.users).toBe(701);
    expect((await target.inspect("GET", "export")).text === exported).toBe(true);
    for (const query of ["limit=100", "limit=100&isOnline=true"]) {
      expect(await pages(target, "/users", query)).toEqual(await pages(source, "/users", query));
    }
    expect(await pages(target, "/conversations", "limit=30")).toHaveLength(counts.conversations ?? 0);
    expect(await target.journal()).toHaveLength(0);
    await target.inspect("POST", "import", exported);
    expect((await target.inspect("GET", "export")).text === exported).toBe(true);
  });

  test("lists what was imported by its own creation, in whatever order it came", async () => {
    const harness = await start({ users: 50 });
    const ages = [3, 900, 0, 40, 900, 2_000];
    const all = ages.map((age, i) => ({
      type: "user",
      data: { id: `i${i}`, name: "n", createdAt: NOW - age * 86_400_000 },
    }));
    await harness.inspect("POST", "import", all.map((line) => JSON.stringify(line)).join("\n") + "\n\n");
    await harness.call("PUT", "/users/late", { name: "late" });
    const listed = await pages(harness, "/users", "limit=3");
    expect(listed).toHaveLength(57);
    expect(listed.every(({ createdAt }, i) => createdAt <= (listed[i - 1]?.createdAt ?? Infinity))).toBe(
      true,
    );
    expect(listed[0]?.id).toBe("late");
    expect(listed.map(({ id }) => id).filter((id) => /^i\d$/.test(id))).toEqual([
      "i2",
      "i0",
      "i3",
      "i4",
      "i1",
      "i5",
    ]);
  });

  test.each([
    ["no JSON", "{oops", "line 2: is not JSON"],
    ["another type", '{"type":"dog","data":{}}', "line 2: type"],
    ["a user without an ID", '{"type":"user","data":{"name":"n","createdAt":1}}', "line 2: data.id"],
    ["a message of no conversation", '{"type":"message","data":{"id":"m","conversationId":"c","type":"x","createdAt":1}}', "line 2: data.conversationId"],
  ])("a line that is %s is refused by its number", async (_name, line, reason) => {
    const harness = await start({ users: 0 });
    const good = '{"type":"user","data":{"id":"ok","name":"n","createdAt":1}}';
    const { status, json } = await harness.inspect("POST", "import", `${good}\n${line}\n${good}`);
    expect(status).toBe(400);
    expect(json.reasons.join()).toContain(reason);
    expect((await harness.call("GET", "/users/ok")).status).toBe(200);
  }); // prettier-ignore

  test("a wrong line early in a long import is answered, and the connection goes on", async () => {
    const harness = await start({ users: 0 });
    const long = `{oops\n${`${"x".repeat(999)}\n`.repeat(5_000)}`;
    for (let again = 0; again < 2; again++) {
      expect((await harness.inspect("POST", "import", long)).json.reasons).toEqual(["line 1: is not JSON"]);
    }
    expect((await harness.inspect("POST", "import", `"${"x".repeat(17 * 1024 * 1024)}`)).status).toBe(400);
    expect((await harness.call("PUT", "/users/u", `"${"x".repeat(17 * 1024 * 1024)}"`)).status).toBe(400);
    expect((await harness.call("PUT", "/users/u", { name: "n" })).status).toBe(200);
  });

  test("a large export streams: reading a little of it does not build all of it", async () => {
    const harness = await start({ users: 200_000 });
    const answer = await fetch(`${harness.sandbox.url}/_sandbox/export`);
    const reader = answer.body?.getReader();
    const first = await reader?.read();
    expect(
      lines(
        Buffer.from(first?.value ?? [])
          .toString()
          .split("\n")
          .slice(0, 3)
          .join("\n"),
      ),
    ).toHaveLength(3);
    await reader?.cancel();
    expect((await harness.call("GET", "/users?limit=1")).status).toBe(200);
  });
});

describe("stats", () => {
  test("count by route template and never name an ID", async () => {
    const harness = await start({ users: 5 });
    await harness.call("PUT", "/users/canary-7f", { name: "n" });
    await harness.call("GET", "/users/canary-7f");
    await harness.call("GET", "/users/canary-8f");
    await harness.call("GET", "/canary/canary");
    await harness.call("GET", "/users/canary%");
    await harness.call("GET", "/users", undefined, {});
    const stats = await harness.stats();
    expect(JSON.stringify(stats)).not.toContain("canary");
    expect(stats).toMatchObject({
      requests: 6,
      refused: 0,
      routes: {
        "PUT /users/{id}": { requests: 1, statuses: { 200: 1 } },
        "GET /users/{id}": { requests: 2, statuses: { 200: 1, 404: 1 } },
        unmatched: { statuses: { 404: 2 } },
        unauthorized: { statuses: { 401: 1 } },
      },
      lanes: { rest: { requests: 5, maxPerSecond: 5, maxPer10Seconds: 5 } },
    });
  });
});

test("a reset brings everything back to the start", async () => {
  const harness = await start({
    users: 20,
    limits: { rest: { rate: 0.001, burst: 3 }, batch: { rate: 1, burst: 1, queued: 0 } },
  });
  const before = (await harness.inspect("GET", "export")).text;
  await harness.call("PUT", "/users/new", { name: "n" });
  await harness.call("GET", "/users");
  await harness.call("GET", "/users");
  expect((await harness.call("GET", "/users")).status).toBe(429);
  await harness.inspect("POST", "reset");
  expect((await harness.inspect("GET", "export")).text).toBe(before);
  expect(await harness.journal()).toHaveLength(0);
  expect(await harness.stats()).toMatchObject({ requests: 0, routes: {} });
  expect((await harness.call("GET", "/users")).status).toBe(200);
});

test("what the sandbox has no inspection for is a 404", async () => {
  const harness = await start({ users: 1 });
  for (const [method, path] of [["GET", "nothing"], ["POST", "stats"], ["GET", "toString"], ["GET", ""]] as const) {
    expect((await harness.inspect(method, path)).status).toBe(404);
  } // prettier-ignore
});
