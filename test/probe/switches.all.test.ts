import { beforeAll, describe, expect, test } from "vitest";
import { ASKED_NAMES, questionOf, type AskedName } from "../../src/model/questions/index.js";
import { probeCost } from "../../src/probe/cost.js";
import { firstAnswers, type Assumed } from "../../src/sandbox/store/unknowns.js";
import { fileFinished } from "../support/finished.js";
import { probedSandbox, type ProbedSandbox } from "./stage.js";

/** What REST must show, so that an answer can be seen at all. */
const SHOWN: Partial<Record<AskedName, Partial<Assumed>>> = { rewrittenMarkup: { contentInRest: "present" } };
/** What is seen besides once REST shows more. */
const SEEN_BY: Partial<Record<AskedName, readonly AskedName[]>> = {
  contentInRest: ["rewrittenMarkup"],
  textInRest: ["rewrittenMarkup"],
};

const finished = fileFinished();
let sandbox: ProbedSandbox;

/** All answers of a sandbox that assumes this of TalkJS. */
async function answers(assumed: Partial<Assumed>): Promise<Partial<Record<AskedName, string>>> {
  await sandbox.assume({ ...firstAnswers(), ...assumed });
  const { found, unanswered, left } = await sandbox.ask();
  expect([...unanswered].filter(([, why]) => why !== "unseen")).toEqual([]);
  expect(left).toBeUndefined();
  expect(await sandbox.conversations()).toEqual([]);
  return Object.fromEntries([...found].map(([name, { answer }]) => [name, answer]));
}

beforeAll(async () => {
  sandbox = await probedSandbox(finished);
});

describe("each question is answered as the TalkJS is that it is asked of, and no other differs by it", () => {
  let usual: Partial<Record<AskedName, string>>;

  beforeAll(async () => {
    usual = await answers({});
  });

  test("as it is at first", () => {
    const { rewrittenMarkup: _, ...shown } = firstAnswers();
    expect(shown).toMatchObject(usual);
    expect(ASKED_NAMES.filter((name) => usual[name] === undefined)).toEqual(["rewrittenMarkup"]);
  });

  const others = ASKED_NAMES.flatMap((name) =>
    Object.keys(questionOf(name).answers)
      .filter((answer) => answer !== firstAnswers()[name] || name in SHOWN)
      .map((answer) => [name, answer] as const),
  );

  test.each(others)("%s: %s", async (name, answer) => {
    const shown = SHOWN[name] ?? {};
    const found = await answers({ ...shown, [name]: answer });
    const besides = (SEEN_BY[name] ?? []).map((other) => [other, firstAnswers()[other]] as const);
    expect(found).toEqual({ ...usual, ...Object.fromEntries(besides), ...shown, [name]: answer });
  });
});

test("asking takes no more requests than it is said to", async () => {
  await sandbox.assume(firstAnswers());
  const requests = async (route?: string) => {
    const { routes, requests: all } = await sandbox.stats();
    return route === undefined ? all : (routes[route]?.requests ?? 0);
  };
  const before = { all: await requests(), batches: await requests("POST /batch") };
  await sandbox.ask();
  const cost = probeCost([]);
  const batches = (await requests("POST /batch")) - before.batches;
  const rest = (await requests()) - before.all - batches;
  expect(batches).toBe(cost.batches);
  expect(rest).toBeLessThanOrEqual(cost.requests);
  expect(rest).toBeGreaterThan(cost.requests * 0.8);
  expect(probeCost([1_000]).seconds).toBeGreaterThan(cost.seconds);
});
