import { HEX_32, OUR_ID } from "../../model/ids.js";
import type { Problem } from "../../contracts/problem.js";
import type { PageContext } from "../env.js";
import type { Router } from "../router.js";
import { Refusal } from "../page-api.js";
import * as Audit from "../../contracts/audit.js";
import type { ItemOf, ListOperation } from "../../contracts/operation.js";
import type { Page } from "../../client/client.js";
import { unchecked } from "../form.js";
import { page } from "../render.js";
import { ActionsPage } from "./actions-page.js";
import { EntriesPage } from "./entries-page.js";

const PAGE = 50;

/** What can be looked for: its form, and what is said when something else was typed. */
interface Wanted {
  name: string;
  form: RegExp;
  problem: string;
}

const RUN: Wanted = { name: "Run", form: /^[1-9]\d{0,8}$/, problem: "is a number" };
const SUBJECT: Wanted = { name: "Pseudonym", form: HEX_32, problem: "is 64 digits from 0 to f" };
const ACTOR: Wanted = {
  name: "Who",
  form: /^[A-Za-z][\w.-]{0,62}$/,
  problem: "is the name of an account or a token",
};
const ACTION: Wanted = {
  name: "Action",
  form: /^[A-Za-z_]{1,40}\.[\w-]{1,40}$/,
  problem: "is written as in the list, such as requests.create",
};
const TARGET: Wanted = {
  name: "About",
  form: OUR_ID,
  problem: "is the number of a run, or the whole ID of a request or a hold",
};

/** What the log says, newest first. */
export function registerAuditLists(app: Router): void {
  app.get("/audit/entries", async (c) => {
    const { known: filter, problem } = filterOf(c, { run: RUN, subject: SUBJECT });
    const found = problem ?? (await listOf(c, Audit.newestEntries, filter));
    const body = <EntriesPage filter={filter} found={found} isLater={isLater(c)} zone={c.get("zone")} />;
    return page(c, "/audit/entries", body, { status: statusOf(found) });
  });

  app.get("/audit/actions", async (c) => {
    const { known: filter, problem } = filterOf(c, { actor: ACTOR, action: ACTION, target: TARGET });
    const found = problem ?? (await listOf(c, Audit.newestActions, filter));
    const body = <ActionsPage filter={filter} found={found} isLater={isLater(c)} zone={c.get("zone")} />;
    return page(c, "/audit/actions", body, { status: statusOf(found) });
  });
}

const isLater = (c: PageContext): boolean => c.req.query("cursor") !== undefined;

/** What of the query has the form of what can be looked for. Whatever else was typed there isn't shown again. */
function filterOf<Name extends string>(
  c: PageContext,
  wanted: Record<Name, Wanted>,
): { known: Record<Name, string | undefined>; problem: Problem | undefined } {
  const known = {} as Record<Name, string | undefined>;
  const wrong: { path: string; problem: string }[] = [];
  for (const [key, { name, form, problem }] of Object.entries<Wanted>(wanted) as [Name, Wanted][]) {
    const value = c.req.query(key)?.trim();
    known[key] = value !== undefined && form.test(value) ? value : undefined;
    if (value && known[key] === undefined) wrong.push({ path: name, problem });
  }
  return { known, problem: wrong.length > 0 ? { ...NOT_LOOKED_FOR, errors: wrong } : undefined };
}

const NOT_LOOKED_FOR: Problem = {
  type: "urn:scrubjay:problem:INVALID",
  title: "Invalid",
  status: 422,
  code: "INVALID",
  detail: "That can’t be looked for.",
};

/** A cursor that isn't one of this list is the API's to refuse. */
async function listOf<O extends ListOperation>(
  c: PageContext,
  operation: O,
  filter: object,
): Promise<Page<ItemOf<O>> | Problem> {
  const input = { query: { ...filter, limit: PAGE, cursor: c.req.query("cursor") } };
  try {
    return await c.get("api").page(operation, unchecked(input));
  } catch (error) {
    if (error instanceof Refusal && error.problem.status === 422) return error.problem;
    throw error;
  }
}

const statusOf = (found: object): 200 | 422 => ("code" in found ? 422 : 200);
