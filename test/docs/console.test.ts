import { expect, test } from "vitest";
import { consoleBlocksOf, missing } from "./console.js";

const PAGE = `
<!-- not run: needs Docker -->

\`\`\`console
$ docker compose up
\`\`\`

\`\`\`console
$ cat > a.yaml <<'END'
version: 1
END
$ scrubjay plan
Plan 1
\`\`\`

<!-- typed: yes -->

\`\`\`console
$ scrubjay apply 1
\`\`\`
`;

test("a block has commands with their documents and what is shown, and why it isn't run", () => {
  expect(consoleBlocksOf(PAGE)).toEqual([
    {
      line: 4,
      commands: [{ typed: "docker compose up", shown: [] }],
      notRun: "needs Docker",
      answer: undefined,
    },
    {
      line: 8,
      commands: [
        { typed: "cat > a.yaml <<'END'\nversion: 1\nEND", shown: [] },
        { typed: "scrubjay plan", shown: ["Plan 1"] },
      ],
      notRun: "",
      answer: undefined,
    },
    { line: 18, commands: [{ typed: "scrubjay apply 1", shown: [] }], notRun: "", answer: "yes" },
  ]);
});

test("what is shown is looked for in its order, whatever IDs and times there are", () => {
  const printed = "Run 1: done\n  at 2026-11-21T02:34:26.202Z\n  id 5fe3d6a5-40e3-4a87-bec6-d1ca8bf8afc6\n";
  expect(missing(["Run 1: …", "at 2027-01-02T03:04:05.678Z"], printed)).toEqual([]);
  expect(missing(["id 1f619676-6b99-884c-8264-75a0e5152968", "Run 1: done"], printed)).toEqual([
    "Run 1: done",
  ]);
  expect(missing(["Run 2: done"], printed)).toEqual(["Run 2: done"]);
});
