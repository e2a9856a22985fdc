import { InvalidArgumentError, Option, type Command } from "commander";
import { DateTime } from "luxon";
import { ROLE_HELP, ROLES } from "../../model/roles.js";
import { after, normaliseDuration } from "../../model/time.js";
import { NewTokenOrderSchema, type TokenView } from "../../contracts/tokens.js";
import * as Tokens from "../../contracts/tokens.js";
import { withApi } from "../api/with-api.js";
import { checkBody } from "../input/check-body.js";
import { columns } from "../io/columns.js";
import type { CommonOptions } from "../io/output.js";
import type { Invocation } from "../invocation.js";
import { minute, moment } from "../input/moment.js";

interface CreateOptions extends CommonOptions {
  name: string;
  role: string;
  expires?: string;
}

export function registerToken(program: Command, invocation: Invocation): void {
  const token = program
    .command("token")
    .summary("bearer tokens for the HTTP API")
    .description(
      "Bearer tokens for the HTTP API. Only their hashes are kept. Tokens are made and revoked where the ledger's key " +
        "is: not over SCRUBJAY_URL with a token.",
    );

  token
    .command("create")
    .requiredOption("--name <name>", "who acts, in the audit log: a system or a team")
    .addOption(new Option("--role <role>", ROLE_HELP).choices(ROLES).makeOptionMandatory())
    .option("--expires <when>", "a date or a time, or how long from now, such as 90 days", expiry)
    .summary("make one; it is shown once")
    .description("Makes a token and writes it to standard output. It can't be shown again.")
    .action(async (options: CreateOptions) => {
      const { name, role, expires: expiresAt = null } = options;
      const body = checkBody(NewTokenOrderSchema, { name, role, expiresAt });
      await withApi({ invocation, name: "token create", options }, "ledger", async (api, out) => {
        const made = await api.call(Tokens.create, { body });
        const until = made.expiresAt ? `until ${minute(made.expiresAt)}` : "until it is revoked";
        out.say(`Token ${made.name} holds ${until}. It is shown this once; keep it as a secret:`);
        out.result(made, [made.token]);
      });
    });

  token
    .command("list")
    .summary("list them, the expired and revoked ones too")
    .description("Lists the tokens, oldest first. None of them is shown itself.")
    .action(async (options: CommonOptions) => {
      await withApi({ invocation, name: "token list", options }, "ledger", async (api, out) => {
        const { tokens } = await api.call(Tokens.list);
        const none = [
          "There is no token yet. Make one: scrubjay token create --name <who> --role viewer|operator|approver",
        ];
        out.result(tokens, tokens.length > 0 ? table(tokens) : none);
      });
    });

  token
    .command("revoke")
    .argument("<name>", "name or ID of the token", tokenName)
    .summary("end one at once, for good")
    .description("Ends a token at once and for good. Its name is free again then.")
    .action(async (name: string, options: CommonOptions) => {
      await withApi({ invocation, name: "token revoke", options }, "ledger", async (api, out) => {
        const revoked = await api.call(Tokens.revoke, { params: { name } });
        out.result(revoked, [`Token ${revoked.name} is revoked.`]);
      });
    });
}

function expiry(value: string): string {
  const length = normaliseDuration(value);
  if (length === null) return moment("end")(value);
  const end = after(DateTime.now().toJSDate(), length);
  if (Number.isNaN(end.getTime())) throw new InvalidArgumentError("No calendar goes so far.");
  return end.toISOString();
}

/** It becomes a part of an address. */
function tokenName(value: string): string {
  if (!/^[A-Za-z0-9][A-Za-z0-9._-]{0,62}$/.test(value))
    throw new InvalidArgumentError("No token has such a name; see them with: scrubjay token list");
  return value;
}

const table = (tokens: TokenView[]): string[] =>
  columns([
    ["name", "role", "state", "id", "created", "expires", "last used"],
    ...tokens.map(({ name, role, state, id, createdAt, expiresAt, lastUsedAt }) => [
      name,
      role,
      state,
      id,
      minute(createdAt),
      expiresAt ? minute(expiresAt) : "–",
      lastUsedAt ? minute(lastUsedAt) : "never",
    ]),
  ]);
