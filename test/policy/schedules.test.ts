import { expect, test } from "vitest";
import { describeSchedules } from "../../src/policy/describe.js";
import { parsePolicy } from "../../src/policy/parse.js";
import { PolicyError } from "../../src/policy/problem.js";

const file = (schedules: string, select = "{ all: true }") =>
  parsePolicy(`version: 1\nselect: ${select}\nschedules:\n${schedules}`, "policy.yaml");

function problemsOf(parse: () => unknown): string[] {
  try {
    parse();
  } catch (error) {
    if (!(error instanceof PolicyError)) throw error;
    return error.problems.map(({ line, path, message }) => `${line} ${path} ${message}`);
  }
  return [];
}

test("a schedule waits for approval and sweeps, unless it says otherwise", () => {
  const { schedules } = file(
    '  - { name: a, cron: " 30  2 * * * ", timeZone: UTC }\n' +
      '  - { name: b-2, cron: "0 0 3 L * *", timeZone: Europe/Kyiv, approval: automatic, kind: watch }\n',
  );
  expect(schedules).toEqual([
    { name: "a", cron: "30 2 * * *", timeZone: "UTC", approval: "wait", kind: "sweep" },
    { name: "b-2", cron: "0 0 3 L * *", timeZone: "Europe/Kyiv", approval: "automatic", kind: "watch" },
  ]);
  expect(describeSchedules(schedules)).toEqual([
    'Schedule a: plans a sweep at "30 2 * * *" (UTC), and waits for approval.',
    'Schedule b-2: looks for erased people whose data came back at "0 0 3 L * *" (Europe/Kyiv), and applies within the limits.',
  ]);
});

test("everything that is wrong with schedules is told at once, with its line", () => {
  const wrong = `  - { name: Nightly, cron: "61 2 * * *", timeZone: Mars/Olympus }
  - { cron: "30 2 * * *", timeZone: UTC, aproval: wait }
  - { name: twice, cron: "0 2 * * *", timeZone: UTC, approval: maybe, kind: run }
  - { name: twice, cron: 5, timeZone: "+02:00" }
`;
  expect(problemsOf(() => file(wrong))).toEqual([
    "4 schedules[0].name is not a name",
    "4 schedules[0].cron says `61` for the minute, which is out of range",
    "4 schedules[0].timeZone is not a known time zone",
    "5 schedules[1].name must be text",
    "5 schedules[1].aproval is not a known key",
    "6 schedules[2].approval must be `automatic` or `wait`",
    "6 schedules[2].kind must be `sweep` or `watch`",
    "7 schedules[3].cron must be text",
    "7 schedules[3].timeZone is not a known time zone",
  ]);
  const twins = [3, 4].map((hour) => `  - { name: twin, cron: "0 ${hour} * * *", timeZone: UTC }\n`).join("");
  expect(problemsOf(() => file(twins))).toEqual(["5 schedules[1].name is the name of two schedules"]);
});

test("a policy over listed IDs can't be scheduled, and says so beside other problems", () => {
  const text =
    "version: 1\nselect:\n  ids: { file: a.txt }\nlimits: { maxUsers: 0 }\n" +
    'schedules: [{ name: a, cron: "0 2 * * *", timeZone: UTC }]\n';
  expect(problemsOf(() => parsePolicy(text, "policy.yaml"))).toEqual([
    "3 select.ids is a list that only a command reads, so it can't be scheduled",
    "4 limits.maxUsers is zero or negative",
  ]);
});
