import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { failure, isFailure } from "../../src/base/errors.js";
import { ERRORS, told, type ErrorKind, type FactsOf } from "../../src/model/errors/index.js";

const TABLE = "src/model/errors";
const sources = ["src", "jobs"].flatMap((folder) =>
  readdirSync(folder, { recursive: true, encoding: "utf8" })
    .filter((path) => /\.tsx?$/.test(path) && !/^(sandbox|verifier)\//.test(path))
    .map((path) => ({ path: join(folder, path), text: readFileSync(join(folder, path), "utf8") })),
);
const kinds = Object.keys(ERRORS) as ErrorKind[];

/** A row with each fact written as its name between these. */
function written(kind: ErrorKind, [before, after]: [string, string]): string {
  const facts = new Proxy({}, { get: (_, name) => `${before}${String(name)}${after}` });
  const { message, remedy } = told(kind, facts as FactsOf<ErrorKind>);
  return [message, remedy ?? ""]
    .map((text) => text.replaceAll(before, "<").replaceAll(after, ">"))
    .join("\n");
}

describe("The table of errors", () => {
  test("has each row once, and all that are written", () => {
    const rows = sources
      .filter(({ path }) => path.startsWith(TABLE))
      .flatMap(({ text }) =>
        [...text.matchAll(/^ {2}"?([A-Z][A-Z_]*[A-Z](?:\.\w+)?)"?: \{/gm)].map(([, kind]) => kind),
      );
    expect(rows.sort()).toEqual([...kinds].sort());
  });

  test.each(kinds)("%s says something, and of what happened its facts alone", (kind) => {
    const { message, remedy } = told(kind, {});
    expect(message).toMatch(/\S/);
    expect(remedy).not.toBe("");
    expect(written(kind, ["«", "»"])).toBe(written(kind, ["‹", "›"]));
  });

  test("gives a code one exit code, and one status but for OpenDSR", () => {
    const reported = kinds.map((kind) => {
      const { status, exitCode } = ERRORS[kind];
      return [kind.split(".")[0], kind === "INVALID.opendsr" ? 422 : status, exitCode].join(" ");
    });
    const codes = kinds.map((kind) => kind.split(".")[0]);
    expect(new Set(reported).size).toBe(new Set(codes).size);
  });

  test("has no row that nothing raises", () => {
    const raising = sources.filter(({ path }) => !path.startsWith(TABLE)).map(({ text }) => text);
    const unused = kinds.filter((kind) => !raising.some((text) => text.includes(`"${kind}"`)));
    expect(unused).toEqual([]);
  });

  test("is what every error of ours is made from, but for what a service answered", () => {
    const classes = sources.flatMap(({ text }) =>
      [...text.matchAll(/class (\w+)\b.* extends (?:ScrubjayError|Failure)\b/g)].map(([, name]) => name),
    );
    expect(classes.sort()).toEqual(["ConfigError", "Failure", "PolicyError", "ServiceError"]);
  });
});

test("A failure has its row's texts and its facts, and is known by its code", () => {
  const cause = new Error("why");
  const failed: unknown = failure("RUN_STATE.cancel", { run: 7, state: "done" }, { cause });
  expect(failed).toMatchObject({
    ...{ code: "RUN_STATE", status: 409, exitCode: 2, remedy: undefined, cause },
    message: "Run 7 can't be cancelled: it is done.",
    facts: { run: 7, state: "done" },
  });
  expect(isFailure(failed, "RUN_STATE")).toBe(true);
  expect(isFailure(failed, "RUN_NOT_FOUND", "HOLD_STATE")).toBe(false);
  expect(isFailure(Object.assign(new Error(), { code: "RUN_STATE" }), "RUN_STATE")).toBe(false);
});
