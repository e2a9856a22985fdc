import { describe, expect, test } from "vitest";
import type { AskedName } from "../../src/model/questions/index.js";
import { isWhole } from "../../src/probe/ask-all.js";
import { UnseenError } from "../../src/probe/attempt.js";
import { PEOPLE, PREFIX } from "../../src/probe/people.js";
import { PROBES } from "../../src/probe/probes.js";
import { Stage } from "../../src/probe/stage.js";
import { demandTestApp } from "../../src/probe/test-app.js";
import { FileLooks } from "../../src/talkjs/file-looks.js";
import { api, clientOf, json, type Handler } from "../talkjs/api.js";
import { probedSandbox } from "./stage.js";

const never = new AbortController().signal;
const looks = () => new FileLooks({ https: undefined, none: undefined });

/** A stage at a TalkJS that answers as a test says. */
async function oddStage(handler: Handler): Promise<Stage> {
  const { url } = await api(handler);
  return new Stage({ talkjs: clientOf(url), files: looks(), waits: [0, 0] }, never);
}

describe("asking", () => {
  test("keeps of an answer that nobody expected its status alone", async () => {
    let deletes = 0;
    const stage = await oddStage((response, { method }) => {
      if (method === "POST") return json(response, 200, [{ id: "msg_1" }]);
      if (method === "DELETE") return json(response, ++deletes === 1 ? 200 : 410, {});
      return json(response, 404, {});
    });
    expect(await PROBES.messageDeletedTwice.ask(stage)).toEqual({ other: 410 });
  });

  test("doesn't believe a 200 that changes nothing", async () => {
    const stage = await oddStage((response, { method }) =>
      method === "POST"
        ? json(response, 200, [{ id: "msg_1" }])
        : json(response, 200, { id: "msg_1", text: "as it was", editedAt: null }),
    );
    expect(await PROBES.systemMessageEdit.ask(stage)).toEqual({ other: 200 });
    expect(await PROBES.emptyText.ask(stage)).toBe("ignored");
  });

  test("looks again at what shows late", async () => {
    let reads = 0;
    const stage = await oddStage((response, { method }) => {
      if (method === "POST") return json(response, 200, [{ id: "msg_1" }]);
      if (method === "PUT") return json(response, 200, {});
      return json(response, 200, { id: "msg_1", text: ++reads < 3 ? "old" : "Another text" });
    });
    expect(await PROBES.systemMessageEdit.ask(stage)).toBe("taken");
    expect(reads).toBe(3);
  });

  test("has no answer where what it needs can't be brought about", async () => {
    const stage = await oddStage((response, { url }) =>
      url.includes("reactions") ? json(response, 404, {}) : json(response, 200, [{ id: "msg_1" }]),
    );
    await expect(PROBES.reactionsInRest.ask(stage)).rejects.toThrow(UnseenError);
  });

  test("leaves the other questions where one fails, and says why", async () => {
    const sandbox = await probedSandbox();
    const route = "/conversations/{id}/messages/{mid}/reactions/{emoji}/{userId}";
    await sandbox.setFaults([{ kind: "status", status: 503, match: { route } }]);
    const asked = await sandbox.ask();
    const { found, unanswered } = asked;
    expect(isWhole(asked)).toBe(false);
    expect(unanswered.get("reactionsInRest")).toBe("API_UNAVAILABLE");
    expect(unanswered.get("reactionOfLeft")).toBe("API_UNAVAILABLE");
    for (const name of ["deletedCursor", "contentInRest", "conversationDeletedTwice"] as AskedName[])
      expect(found.has(name), name).toBe(true);
    expect(await sandbox.conversations()).toEqual([]);
  });

  test("gives a question up that takes too long, and goes on", async () => {
    const sandbox = await probedSandbox();
    const match = { method: "PATCH" as const, route: "/users/{id}/conversations/{cid}" };
    await sandbox.setFaults([{ kind: "latency", ms: 600_000, match }]);
    const { found, unanswered } = await sandbox.ask({ questionMs: 2_000 });
    expect(unanswered.get("editUnread")).toBe("LATE");
    expect(found.has("batchEncodedIds")).toBe(true);
  });
});

describe("what asking leaves behind", () => {
  test("are the invented people, and no conversation, also where it is interrupted", async () => {
    const sandbox = await probedSandbox();
    const ending = new AbortController();
    const seen: number[] = [];
    const onAsked = (count: number) => {
      if (seen.push(count) === 5) ending.abort(new Error("enough"));
    };
    await expect(sandbox.ask({ signal: ending.signal, onAsked })).rejects.toThrow("enough");
    expect(seen).toHaveLength(5);
    expect(await sandbox.conversations()).toEqual([]);
    await sandbox.ask();
    const ids = Object.values(PEOPLE).map(({ id }) => id);
    expect([...(await sandbox.users()).keys()].sort()).toEqual([...ids].sort());
  });

  test("goes when it is asked the next time, and nothing else of the same people", async () => {
    const sandbox = await probedSandbox();
    const { a, b } = PEOPLE;
    await sandbox.talkjs.users.edit({ [a.id]: { name: a.name }, [b.id]: { name: b.name } });
    const participants = [a.id, b.id];
    for (const id of [`${PREFIX}left`, `${PREFIX}left-too`, "somebody's"])
      await sandbox.talkjs.conversation(id).set({ participants });
    await sandbox.ask();
    expect(await sandbox.conversations()).toEqual(["somebody's"]);
  });

  test("is told where the conversation can't be deleted", async () => {
    const sandbox = await probedSandbox();
    const match = { method: "DELETE" as const, route: "/conversations/{id}" };
    await sandbox.setFaults([{ kind: "status", status: 503, match }]);
    const asked = await sandbox.ask();
    expect([asked.left, isWhole(asked)]).toEqual(["API_UNAVAILABLE", false]);
    expect(asked.unanswered.get("conversationDeletedTwice")).toBe("API_UNAVAILABLE");
    await sandbox.setFaults([]);
    expect(isWhole(await sandbox.ask())).toBe(true);
    expect(await sandbox.conversations()).toEqual([]);
  });
});

test("only what is known to be a test app is one", () => {
  demandTestApp("sk_test_1234");
  for (const key of ["sk_live_1234", "1234", "", " sk_test_1234", undefined])
    expect(() => demandTestApp(key)).toThrow(/test app/);
});
