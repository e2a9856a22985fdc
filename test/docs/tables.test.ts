import { expect, test } from "vitest";
import { MENU } from "../../src/dashboard/pages.js";
import { REQUEST_LIFECYCLE, REQUEST_STATES } from "../../src/model/request-lifecycle.js";
import { read } from "./pages.js";

/** The cells of the table's rows that begin with a header's first cell. */
function tableOf(page: string, header: RegExp): string[][] {
  const lines = read(page).split("\n");
  const first = lines.findIndex((line) => header.test(line));
  expect(first, `${page} has a table like ${header}`).toBeGreaterThan(-1);
  const rows = lines.slice(first + 2);
  const end = rows.findIndex((line) => !line.startsWith("|"));
  return rows.slice(0, end).map((row) =>
    row
      .split("|")
      .slice(1, -1)
      .map((cell) => cell.trim()),
  );
}

const codes = (text = "") => [...text.matchAll(/`([^`]+)`/g)].map(([, code = ""]) => code);

test("the officer's page says of every state of a request what it means", () => {
  const states = tableOf("docs/officer.md", /^\| state .*\| what to do/).flatMap(([cell]) => codes(cell));
  expect(states.sort()).toEqual([...REQUEST_STATES].sort());
});

test("the integrator's page names the webhook of every state that is told", () => {
  const told = REQUEST_STATES.filter((state) => REQUEST_LIFECYCLE[state].isTold);
  const named = tableOf("docs/integrating.md", /^\| type /).flatMap(([cell]) =>
    cell?.includes("`request.") ? codes(cell).map((code) => code.replace(/^(?:request)?\./, "")) : [],
  );
  expect(named).toEqual(expect.arrayContaining(told));
});

test("the integrator's page gives each state its status in OpenDSR", () => {
  const rows = tableOf("docs/integrating.md", /^\| `request_status`/);
  const shown = rows.flatMap(([status, states]) => codes(states).map((state) => [state, codes(status)[0]]));
  const declared = REQUEST_STATES.map((state) => [state, REQUEST_LIFECYCLE[state].opendsr[0]]);
  expect(shown.sort()).toEqual(declared.sort());
});

test("the page about the service names every place of the menu", () => {
  const named = tableOf("docs/service.md", /^\| page /).flatMap(([cell = ""]) => cell.split(", "));
  expect(named).toEqual(expect.arrayContaining(MENU.map(({ name }) => name)));
});
