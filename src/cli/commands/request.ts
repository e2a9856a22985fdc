import { Option, type Command } from "commander";
import { REQUEST_STATES, type RequestState } from "../../model/request-lifecycle.js";
import { EXTENSIONS, REGULATIONS } from "../../model/law.js";
import { DAY_MS } from "../../model/time.js";
import { agree, plural } from "../../model/words.js";
import { RequestExtensionSchema, RequestOrderSchema, type RequestView } from "../../contracts/requests.js";
import * as Requests from "../../contracts/requests.js";
import type { ApiClient } from "../api/client.js";
import { withApi } from "../api/with-api.js";
import { wholeNumber } from "../input/arguments.js";
import { checkBody } from "../input/check-body.js";
import type { CommonOptions, Output } from "../io/output.js";
import { confirm } from "../io/confirm.js";
import { followRequest } from "../work/follow-request.js";
import type { Invocation } from "../invocation.js";
import { moment } from "../input/moment.js";
import { identitiesFrom, type Identities } from "../input/request-identities.js";
import { COLUMN_HELP, IDS_HELP } from "../input/user-ids.js";
import { requestLines, requestTable } from "../lines/request-lines.js";
import { uuidArgument } from "../input/uuid-argument.js";

const requestId = uuidArgument("scrubjay request list");

interface CreateOptions extends CommonOptions {
  ids?: string;
  column?: string;
  email?: string;
  emailFile?: string;
  emailColumn?: string;
  regulation: string;
  received?: string;
  reason?: string;
  policy?: string;
  follow?: boolean;
  yes?: boolean;
}

export function registerRequest(program: Command, invocation: Invocation): void {
  const request = program
    .command("request")
    .summary("erasure requests: submit, follow, cancel, retry, extend")
    .description(
      "Erasure requests of people, each with its legal deadline. A service (scrubjay serve) or a worker does the work.",
    );
  registerCreate(request, invocation);
  registerList(request, invocation);
  registerShow(request, invocation);
  registerCancel(request, invocation);
  registerRetry(request, invocation);
  registerExtend(request, invocation);
}

function registerCreate(request: Command, invocation: Invocation): void {
  request
    .command("create")
    .argument(
      "[userId...]",
      "user IDs; they show in the shell's history and in process lists: --ids avoids that",
    )
    .option("--ids <file>", IDS_HELP)
    .option("--column <name>", COLUMN_HELP)
    .option(
      "--email <address>",
      "whoever has this e-mail address, or its SHA-256; it shows in histories too: --email-file avoids that",
    )
    .option(
      "--email-file <file>",
      "one e-mail address (or SHA-256) on each line, JSON lines or a table; - for standard input",
    )
    .option("--email-column <name>", "of --email-file, where it is a table: where the addresses stand")
    .addOption(
      new Option("--regulation <name>", "the law that sets the deadline")
        .choices(REGULATIONS)
        .default("gdpr"),
    )
    .option("--received <time>", "when the person asked, if it wasn't now", moment("start"))
    .option("--reason <text>", "for the record, such as the number of a ticket; no personal data")
    .option("--policy <name>", "a policy of the service instead of the one for erasures")
    .option("--follow", "wait for its end; without a service, do its work here")
    .option("-y, --yes", "don't ask")
    .summary("submit an erasure request")
    .description(
      "Submits a request for the erasure of one or many people, ahead of every sweep. With --follow the exit code is 1 " +
        "unless it was completed.",
    )
    .action(async (userIds: string[], options: CreateOptions) => {
      const { regulation, received: receivedAt, reason, policy } = options;
      const who = await identitiesFrom({ ...options, userIds }, invocation);
      const order = checkBody(RequestOrderSchema, { ...who, regulation, receivedAt, reason, policy });
      await withApi({ invocation, name: "request create", options }, "work", async (api, out, signal) => {
        await confirm(out, `This blanks ${people(who)} of app ${api.app} for good.`, options.yes ?? false);
        const made = await api.call(Requests.create, { body: order });
        await report(api, made, out, options.follow ? signal : undefined);
      });
    });
}

function registerList(request: Command, invocation: Invocation): void {
  request
    .command("list")
    .addOption(new Option("-s, --state <state>", "only those in this state").choices(REQUEST_STATES))
    .option("--due-within <days>", "only open ones whose deadline is that near", wholeNumber(0, 366))
    .option("-n, --limit <number>", "how many, newest first", wholeNumber(1, 200), 20)
    .summary("list them, newest first")
    .description("Lists the erasure requests of the app, newest first, with the days that are left.")
    .action(async (options: CommonOptions & { state?: RequestState; dueWithin?: number; limit: number }) => {
      const { state, dueWithin, limit } = options;
      const dueBefore =
        dueWithin === undefined ? undefined : new Date(Date.now() + dueWithin * DAY_MS).toISOString();
      await withApi({ invocation, name: "request list", options }, "ledger", async (api, out) => {
        const query = { state, dueBefore, limit };
        const { items: requests, next } = await api.page(Requests.list, { query });
        const none = ["There is no such request. Hand one in with: scrubjay request create"];
        out.result(requests, requests.length > 0 ? requestTable(requests, next !== null) : none);
      });
    });
}

function registerShow(request: Command, invocation: Invocation): void {
  request
    .command("show")
    .argument("<id>", "ID of the request", requestId)
    .summary("show one: how far it is, for whom, what to do")
    .description("Shows one request: its deadline, how it went for each person, and what to do next.")
    .action(async (id: string, options: CommonOptions) => {
      await withApi({ invocation, name: "request show", options }, "ledger", async (api, out) => {
        const view = await api.call(Requests.get, { params: { id } });
        out.result(view, requestLines(view));
      });
    });
}

function registerCancel(request: Command, invocation: Invocation): void {
  request
    .command("cancel")
    .argument("<id>", "ID of the request", requestId)
    .summary("cancel one")
    .description(
      "Cancels a request before its work has begun, or when it is held or has failed. What was erased stays erased.",
    )
    .action(async (id: string, options: CommonOptions) => {
      await withApi({ invocation, name: "request cancel", options }, "work", async (api, out) => {
        const view = await api.call(Requests.cancel, { params: { id } });
        out.result(view, requestLines(view));
      });
    });
}

function registerRetry(request: Command, invocation: Invocation): void {
  request
    .command("retry")
    .argument("<id>", "ID of the request", requestId)
    .option("--follow", "wait for its end; without a service, do its work here")
    .summary("try a failed one again")
    .description("Tries again what could not be done of a request; what was done isn't done twice.")
    .action(async (id: string, options: CommonOptions & { follow?: boolean }) => {
      await withApi({ invocation, name: "request retry", options }, "work", async (api, out, signal) => {
        const retried = await api.call(Requests.retry, { params: { id } });
        await report(api, retried, out, options.follow ? signal : undefined);
      });
    });
}

function registerExtend(request: Command, invocation: Invocation): void {
  request
    .command("extend")
    .argument("<id>", "ID of the request", requestId)
    .requiredOption("--reason <text>", "what the person is told; no personal data")
    .summary("extend a deadline, once")
    .description(
      `Extends the deadline by ${EXTENSIONS}. The person must be told, with ` +
        "the reason, before the first deadline has passed.",
    )
    .action(async (id: string, options: CommonOptions & { reason: string }) => {
      const body = checkBody(RequestExtensionSchema, { reason: options.reason });
      await withApi({ invocation, name: "request extend", options }, "work", async (api, out) => {
        const view = await api.call(Requests.extend, { params: { id }, body });
        out.result(view, requestLines(view));
      });
    });
}

/** Shows a request that was begun. @param signal where it is followed; then the exit code is 1 unless it completed. */
async function report(
  api: ApiClient,
  begun: RequestView,
  out: Output,
  signal: AbortSignal | undefined,
): Promise<void> {
  const view = signal ? await followRequest(api, begun.id, out, signal) : begun;
  if (!signal && !api.isRemote)
    out.say("It is worked on as soon as a service or a worker runs: scrubjay serve, scrubjay worker.");
  out.result(view, requestLines(view));
  if (signal && view.state !== "completed") out.fail();
}

function people({ userIds = [], emails = [] }: Identities): string {
  const users = plural(userIds.length, "user");
  const addresses = `whoever has ${agree(emails.length, "that e-mail address", "those e-mail addresses")}`;
  return [...(userIds.length > 0 ? [users] : []), ...(emails.length > 0 ? [addresses] : [])].join(" and ");
}
