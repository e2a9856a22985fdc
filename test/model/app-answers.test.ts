import { describe, expect, test } from "vitest";
import {
  answerOf,
  isFound,
  meaningOf,
  sourceText,
  surprisesIn,
  knownOfFields,
} from "../../src/model/app-answers.js";
import type { AppAnswers, SeenAnswer } from "../../src/model/app-answers.js";
import { QUESTION_NAMES, questionOf, type QuestionName } from "../../src/model/questions/index.js";
import { answersTo, UNKNOWN_NAMES } from "../../src/sandbox/store/unknowns.js";

const at = new Date("2026-11-30T10:00:00Z");
const seen = (question: QuestionName, change: Partial<SeenAnswer>): AppAnswers => {
  const answer = { question, answer: "empty", status: null, at, apiVersion: "2024-01-01", fromFile: false };
  return { seen: new Map([[question, { ...answer, ...change } as SeenAnswer]]), changed: [] };
};
const nothing: AppAnswers = { seen: new Map(), changed: [] };

test("every question is a switch of the sandbox with the same answers, and every switch a question", () => {
  expect([...QUESTION_NAMES].sort()).toEqual([...UNKNOWN_NAMES].sort());
  for (const name of QUESTION_NAMES)
    expect(Object.keys(questionOf(name).answers).sort(), name).toEqual([...answersTo(name)].sort());
});

test("every question has one of its answers assumed, and says in words what depends on it", () => {
  for (const name of QUESTION_NAMES) {
    const { question, answers, assumed, decides, why, byHand } = questionOf(name);
    expect(Object.keys(answers), name).toContain(assumed);
    expect(question, name).toMatch(/^[A-Z].*[^.?]$/);
    for (const part of [decides, why]) expect(part, name).toMatch(/^[a-z].*[^.]$/);
    for (const meaning of Object.values(answers)) expect(meaning, name).toMatch(/^[A-Z].*\.$/);
    if (byHand !== null) expect(byHand, name).toMatch(/^[A-Z].*\.$/);
  }
});

test("what was seen is gone by, also where it is none of what was expected; else what is assumed", () => {
  expect(answerOf("deletedCursor", nothing)).toEqual({ answer: "empty", assumed: true });
  const refused = seen("deletedCursor", { answer: "refused" });
  expect(answerOf("deletedCursor", refused)).toEqual({
    answer: "refused",
    seen: { at, apiVersion: "2024-01-01" },
  });
  expect(answerOf("batchPatch", refused)).toEqual({ answer: "refused", assumed: true });
  const other = seen("messageDeletedTwice", { answer: "other", status: 410 });
  expect(answerOf("messageDeletedTwice", other)).toMatchObject({ answer: "other" });
});

test("an answer is one of the question's, or another one with its status", () => {
  expect(isFound("deletedCursor", { answer: "empty", status: null })).toBe(true);
  expect(isFound("deletedCursor", { answer: "other", status: 410 })).toBe(true);
  for (const [answer, status] of [
    ["other", null],
    ["empty", 200],
    ["taken", null],
    ["toString", null],
  ] as const)
    expect(isFound("deletedCursor", { answer, status }), answer).toBe(false);
});

test("words say where an answer is from and what it means", () => {
  expect(sourceText("deletedCursor", nothing)).toBe("assumed: empty, never asked");
  expect(sourceText("editNotifies", nothing)).toBe("assumed: yes, never asked; ask by hand");
  expect(sourceText("deletedCursor", seen("deletedCursor", {}))).toBe(
    "seen on your app on 2026-11-30, API version 2024-01-01",
  );
  expect(sourceText("deletedCursor", seen("deletedCursor", { fromFile: true }))).toMatch(
    /^seen on a test app/,
  );
  expect(sourceText("deletedCursor", { ...nothing, changed: ["deletedCursor"] })).toBe(
    "assumed: empty; the answer in the ledger was changed by somebody else than Scrubjay",
  );
  expect(meaningOf("fileHead", { answer: "other", status: 302 })).toMatch(/status 302/);
});

test("surprises are the answers that differ from what is assumed", () => {
  expect(surprisesIn(seen("deletedCursor", {}))).toEqual([]);
  expect(surprisesIn(seen("deletedCursor", { answer: "refused" }))).toHaveLength(1);
});

describe("fields of whose clearing no document speaks", () => {
  const at = new Date("2026-11-30T10:00:00Z");

  test("are said to be unasked, and what is done about that", () => {
    expect(knownOfFields(["name", "headerPhotoUrl"], { seen: new Map(), changed: [] })).toEqual([
      "headerPhotoUrl: Whether PUT clears headerPhotoUrl was never asked; it is called gone only when it was read back gone. To ask a test app: scrubjay probe",
    ]);
    expect(knownOfFields(["name", "email"], { seen: new Map(), changed: [] })).toEqual([]);
  });

  test("are not said to be unasked where an answer was changed", () => {
    const [text] = knownOfFields(["headerPhotoUrl"], { seen: new Map(), changed: ["headerPhotoCleared"] });
    expect(text).toContain("changed by somebody else than Scrubjay");
    expect(text).not.toContain("never asked");
  });

  test("are said to be as the app answered, and when", () => {
    const question = "headerPhotoCleared" as const;
    const found = {
      question,
      answer: "refused",
      status: null,
      at,
      apiVersion: "2024-01-01",
      fromFile: false,
    } as const;
    expect(knownOfFields(["headerPhotoUrl"], { seen: new Map([[question, found]]), changed: [] })).toEqual([
      "headerPhotoUrl: An edit that clears a header photo is refused. (seen on your app on 2026-11-30, API version 2024-01-01)",
    ]);
  });
});
