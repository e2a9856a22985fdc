import type { z } from "@hono/zod-openapi";
import { failure } from "../../base/errors.js";
import { inOneLine } from "../../policy/fault.js";

type Issue = z.core.$ZodIssue;

/**
 * A call that isn't as its schemas say. Names of fields are told only where they are ours (`isField`): a body's own
 * could be anything, and nothing that was sent comes back.
 */
export function invalidCall(issues: Issue[], isField: (name: string) => boolean) {
  const errors = issues.map((issue) => ({ path: pathOf(issue, isField), problem: messageOf(issue) }));
  return failure("INVALID", {}, { errors });
}

const pathOf = ({ path }: Issue, isField: (name: string) => boolean): string =>
  path.map((part) => (typeof part === "number" || isField(String(part)) ? String(part) : "…")).join(".");

function messageOf(issue: Issue): string {
  if (issue.code === "invalid_key") return "has a field whose name isn't allowed";
  if (issue.code !== "unrecognized_keys") return inOneLine(issue.message);
  const { length } = issue.keys;
  return length === 1
    ? "has a field that the API doesn't know"
    : `has ${length} fields that the API doesn't know`;
}
