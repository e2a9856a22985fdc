import { sql } from "drizzle-orm";
import { expect, test } from "vitest";
import type { AppAnswerView } from "../../src/contracts/app-answers.js";
import type { Problem } from "../../src/contracts/problem.js";
import type { ActorRole } from "../../src/model/roles.js";
import { QUESTION_NAMES } from "../../src/model/questions/index.js";
import { API_VERSION } from "../../src/talkjs/api-version.js";
import { appOn, describePostgres } from "../support/ledger.js";
import { actionsOf, apiHarness, post } from "./api-harness.js";

const API = "https://api.talkjs.com";
const ASKED = {
  askedAt: "2026-11-30T10:00:00.000Z",
  apiOrigin: API,
  apiVersion: API_VERSION,
  fromFile: false,
  answers: [
    { question: "deletedCursor", answer: "refused", status: null },
    { question: "messageDeletedTwice", answer: "other", status: 410 },
  ],
};

describePostgres("answers of TalkJS over HTTP", (on) => {
  const setUp = (app = on.app(), settings: Record<string, string> = {}) => {
    const { api } = apiHarness(app, { settings });
    const call = async <T = Problem>(init?: RequestInit, role: ActorRole = "owner") => {
      const answer = await api.request("/v1/app-answers", init, { actor: { name: role, role } });
      return { status: answer.status, body: (await answer.json()) as T };
    };
    const answers = async () => {
      const { body } = await call<{ answers: AppAnswerView[] }>({}, "viewer");
      return new Map(body.answers.map((view) => [view.question, view]));
    };
    return { app, call, answers };
  };

  on.both("are every question, with what is assumed until it was asked", async () => {
    const { app, call, answers } = setUp();
    const before = await answers();
    expect([...before.keys()]).toEqual(QUESTION_NAMES);
    expect(before.get("deletedCursor")).toMatchObject({ answer: "empty", seenAt: null, isChanged: false });
    expect((await call(post(ASKED))).body).toEqual({ kept: 2 });
    const after = await answers();
    expect(after.get("deletedCursor")).toMatchObject({
      answer: "refused",
      assumed: "empty",
      seenAt: ASKED.askedAt,
      source: `seen on your app on 2026-11-30, API version ${API_VERSION}`,
    });
    expect(after.get("messageDeletedTwice")).toMatchObject({ answer: "other", status: 410 });
    const again = [
      { question: "deletedCursor", answer: "goes-on", status: null },
      // What only a person could find out.
      { question: "editNotifies", answer: "no", status: null },
    ];
    await call(post({ ...ASKED, fromFile: true, answers: again }));
    expect((await answers()).get("deletedCursor")).toMatchObject({ answer: "goes-on", fromFile: true });
    expect((await answers()).get("messageDeletedTwice")).toMatchObject({ answer: "other" });
    expect((await answers()).get("editNotifies")).toMatchObject({ answer: "no", seenAt: ASKED.askedAt });
    expect(await actionsOf(app)).toEqual(Array<string>(2).fill("owner owner answers.keep allowed"));
  });

  test("are kept by nobody whose token could be stolen", async () => {
    const { call, answers } = setUp();
    for (const role of ["viewer", "operator", "approver"] as const)
      expect((await call(post(ASKED), role)).body.code).toBe("ROLE");
    expect((await answers()).get("deletedCursor")).toMatchObject({ seenAt: null });
  });

  test("of another TalkJS, or another version of its API, are refused", async () => {
    const { call, answers } = setUp();
    for (const change of [{ apiOrigin: "http://127.0.0.1:4777" }, { apiVersion: "2021-02-09" }])
      expect((await call(post({ ...ASKED, ...change }))).body.code).toBe("ANSWERS_OTHER");
    expect((await answers()).get("deletedCursor")).toMatchObject({ seenAt: null });
  });

  test("that are none are refused, each by its place", async () => {
    const { call } = setUp();
    const none = [
      { question: "deletedCursor", answer: "perhaps", status: null },
      { question: "deletedCursor", answer: "other", status: null },
      { question: "deletedCursor", answer: "empty", status: 200 },
      { question: "toString", answer: "empty", status: null },
    ];
    for (const answer of none) {
      const { status, body } = await call(post({ ...ASKED, answers: [answer] }));
      expect([status, body.errors?.[0]?.path]).toEqual([422, expect.stringMatching(/^answers\.0\.\w+$/)]);
    }
    const twice = [ASKED.answers[0], ASKED.answers[0]];
    expect((await call(post({ ...ASKED, answers: twice }))).status).toBe(422);
  });

  test("are those of one TalkJS: a rehearsal says nothing of the real one", async () => {
    const { app, call, answers } = setUp();
    await call(post(ASKED));
    const local = setUp(app, { TALKJS_API_URL: "http://127.0.0.1:4777" });
    expect((await local.answers()).get("deletedCursor")).toMatchObject({ seenAt: null });
    const body = { ...ASKED, apiOrigin: "http://127.0.0.1:4777", answers: [] };
    expect((await local.call(post({ ...body, answers: ASKED.answers.slice(0, 1) }))).status).toBe(200);
    expect((await answers()).get("messageDeletedTwice")).toMatchObject({ answer: "other" });
    // Nor does one app's answer stand for another's.
    expect((await setUp(on.app()).answers()).get("deletedCursor")).toMatchObject({ seenAt: null });
  });

  on.both("that somebody else than Scrubjay changed or wrote don't count, and are named", async () => {
    const changes = [
      "answer = 'goes-on'",
      "answer = 'x'",
      "status = 410",
      "asked_at = now()",
      "from_file = true",
      "question = 'emptyText', answer = 'refused'",
    ];
    for (const change of changes) {
      const { app, call, answers } = setUp();
      await call(post({ ...ASKED, answers: ASKED.answers.slice(0, 1) }));
      await app.ledger.db.execute(
        sql.raw(`update scrubjay.app_answers set ${change} where app_id = '${app.appId}'`),
      );
      const named = [...(await answers()).values()].filter(({ isChanged }) => isChanged);
      const question = change.includes("question") ? "emptyText" : "deletedCursor";
      expect(named, change).toMatchObject([{ question, seenAt: null, fromFile: false }]);
      expect(named[0]?.answer).toBe(named[0]?.assumed);
      expect(named[0]?.source).toMatch(/changed by somebody else than Scrubjay/);
    }
  });

  test("of another app aren't taken for this one's by moving their row", async () => {
    const { app, call } = setUp();
    await call(post(ASKED));
    const other = appOn(app.ledger, `${app.appId}-other`);
    await app.ledger.db.execute(
      sql`update scrubjay.app_answers set app_id = ${other.appId} where app_id = ${app.appId}`,
    );
    const moved = await setUp(other).answers();
    expect(moved.get("deletedCursor")).toMatchObject({ isChanged: true, seenAt: null });
  });
});
