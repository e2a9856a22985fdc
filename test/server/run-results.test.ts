import { expect, test } from "vitest";
import type { AnswerOf } from "../../src/contracts/operation.js";
import type * as Runs from "../../src/contracts/runs.js";
import type { Problem } from "../../src/contracts/problem.js";
import type { RunView } from "../../src/contracts/runs.js";
import { appHarness } from "../jobs/app-harness.js";
import { person } from "../jobs/requests-by-test.js";
import { describePostgres } from "../support/ledger.js";
import { apiCaller } from "./api-caller.js";

type Results = AnswerOf<typeof Runs.results>;

const POLICY = { version: 1, select: { all: true }, exclude: { roles: ["admin"] } };
const PEOPLE = [person("ada-cnry"), { ...person("root-cnry"), role: "admin" }, person("bad-cnry")];
const LIST = ["ada-cnry", "root-cnry", "bad-cnry", "nobody-cnry", "ada-cnry"];

describePostgres("the results of a run for listed users", (on) => {
  const open = async () => {
    const harness = await appHarness(on, { people: PEOPLE });
    await harness.sandbox.setFaults([{ kind: "poison", userId: "bad-cnry" }]);
    const call = apiCaller(harness);
    const begin = async (order: object) =>
      (
        await call<RunView>("POST /v1/runs", {
          as: "approver",
          json: { policy: POLICY, userIds: LIST, ...order },
        })
      ).body.run;
    const ask = (run: number, userIds: string[]) =>
      call<Results>(`POST /v1/runs/${run}/results`, { as: "viewer", json: { userIds } });
    const told = async (run: number, userIds = LIST) =>
      (await ask(run, userIds)).body.results.map(({ result, reason }) =>
        reason === null ? result : `${result} ${reason}`,
      );
    return { ...harness, call, begin, ask, told };
  };

  on.both("are told for each in their order, twice for whom is named twice, and name nobody", async () => {
    const { begin, ask, told, startWorkers, reach, context } = await open();
    const run = await begin({ kind: "erasure", apply: true });
    expect(await told(run)).toEqual(["open", "open", "open", "open", "open"]);
    const workers = startWorkers();
    await reach(run, "done");
    const ended = ["scrubbed", "excluded role", "failed API_REJECTED", "not_found", "scrubbed"];
    expect(await told(run)).toEqual(ended);
    expect(await told(run, ["stranger-cnry", "bad-cnry"])).toEqual(["unrecorded", "failed API_REJECTED"]);
    expect((await ask(run, LIST)).text).not.toContain("cnry");
    await workers.close(1_000);
    // Put back to work and not done again: what is recorded of the round before is no result any more.
    await context.runs.retryParked(run, { handledBefore: 0, failedBefore: 0 });
    expect(await told(run)).toEqual(ended.with(2, "open"));
  });

  test("of a plan that waits for approval are open, and of one that was given up nothing is recorded", async () => {
    const { begin, told, startWorkers, reach, call } = await open();
    startWorkers();
    const run = await begin({ kind: "sweep" });
    await reach(run, "planned");
    expect(await told(run, ["ada-cnry", "stranger-cnry"])).toEqual(["open", "unrecorded"]);
    await call(`POST /v1/runs/${run}/cancel`, { as: "approver", json: {} });
    await reach(run, "cancelled");
    expect(await told(run, ["ada-cnry"])).toEqual(["unrecorded"]);
  });

  test("are refused of a run that there isn't, and for more people than one call takes", async () => {
    const { call, begin } = await open();
    const run = await begin({ kind: "erasure" });
    const refused = async (number: number, userIds: string[]) => {
      const answer = await call<Problem>(`POST /v1/runs/${number}/results`, { json: { userIds } });
      expect(answer.text).not.toContain("cnry");
      return [answer.status, answer.body.code];
    };
    expect(await refused(99_999, LIST)).toEqual([404, "RUN_NOT_FOUND"]);
    expect(await refused(run, [])).toEqual([422, "INVALID"]);
    expect(await refused(run, Array<string>(2_001).fill("ada-cnry"))).toEqual([422, "INVALID"]);
  });
});
