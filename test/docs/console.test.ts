import { expect, test } from "vitest";
import { consoleBlocksOf } from "./console.js";

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

<!-- needs: sandbox, service -->
<!-- typed: yes -->

\`\`\`console
$ scrubjay apply 1
\`\`\`

<!-- saved: a.mjs -->

\`\`\`js
console.log("a");
\`\`\`

<!-- terminal: second -->

\`\`\`console
a
\`\`\`
`;

const PLAIN = { commands: [], further: [], notRun: "", answer: undefined, terminal: "", needs: [] };

test("a block has commands with their documents and what is shown, and what comments say of it", () => {
  expect(consoleBlocksOf(PAGE)).toEqual([
    { ...PLAIN, line: 4, commands: [{ typed: "docker compose up", shown: [] }], notRun: "needs Docker" },
    {
      ...PLAIN,
      line: 8,
      commands: [
        { typed: "cat > a.yaml <<'END'\nversion: 1\nEND", shown: [] },
        { typed: "scrubjay plan", shown: ["Plan 1"] },
      ],
    },
    {
      ...PLAIN,
      line: 19,
      commands: [{ typed: "scrubjay apply 1", shown: [] }],
      answer: "yes",
      needs: ["sandbox", "service"],
    },
    { ...PLAIN, line: 25, commands: [{ typed: "cat > a.mjs <<'END'\nconsole.log(\"a\");\nEND", shown: [] }] },
    { ...PLAIN, line: 31, further: ["a"], terminal: "second" },
  ]);
});
