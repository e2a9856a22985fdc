import { Argument, InvalidArgumentError, Option, type Command } from "commander";
import { plural } from "../../model/words.js";
import { ROLE_HELP, ROLES, type Role } from "../../model/roles.js";
import { NewAccountOrderSchema, type AccountView, type SignInLinkView } from "../../contracts/accounts.js";
import * as Accounts from "../../contracts/accounts.js";
import { withApi } from "../api/with-api.js";
import { checkBody } from "../input/check-body.js";
import { columns } from "../io/columns.js";
import type { CommonOptions, Output } from "../io/output.js";
import type { Invocation } from "../invocation.js";
import { minute } from "../input/moment.js";
import { signInUrl } from "../serve/sign-in-url.js";

interface CreateOptions extends CommonOptions {
  name: string;
  role: string;
}

export function registerAccount(program: Command, invocation: Invocation): void {
  const account = program
    .command("account")
    .summary("who may sign in to the dashboard")
    .description(
      "Accounts of people who sign in to the dashboard. Of passwords, links and sessions only hashes are kept. Accounts are " +
        "made and changed where the ledger's key is: not over SCRUBJAY_URL with a token.",
    );

  account
    .command("create")
    .requiredOption(
      "--name <name>",
      "who acts, in the audit log: a colleague's short name, no e-mail address",
    )
    .addOption(new Option("--role <role>", ROLE_HELP).choices(ROLES).makeOptionMandatory())
    .summary("make one, and a link to sign in with")
    .description(
      "Makes an account and writes a link to standard output, which signs in once within 24 hours. Whoever opens it chooses " +
        "a password then.",
    )
    .action(async (options: CreateOptions) => {
      const { name, role } = options;
      const body = checkBody(NewAccountOrderSchema, { name, role });
      await withApi({ invocation, name: "account create", options }, "ledger", async (api, out) => {
        const made = await api.call(Accounts.create, { body });
        out.say(`Account ${made.name} is made.`);
        await printLink(invocation, out, made.link, (link) => ({ ...made, link }));
      });
    });

  account
    .command("link")
    .addArgument(nameArgument())
    .summary("make another link, such as for a forgotten password")
    .description("Writes a link to standard output that signs in once within 24 hours. An earlier one ends.")
    .action(async (name: string, options: CommonOptions) => {
      await withApi({ invocation, name: "account link", options }, "ledger", async (api, out) => {
        const link = await api.call(Accounts.link, { params: { name } });
        await printLink(invocation, out, link, (told) => told);
      });
    });

  account
    .command("list")
    .summary("list them, the removed ones too")
    .description("Lists the accounts, oldest first.")
    .action(async (options: CommonOptions) => {
      await withApi({ invocation, name: "account list", options }, "ledger", async (api, out) => {
        const { accounts } = await api.call(Accounts.list);
        const none = [
          "There is no account yet. Make one: scrubjay account create --name <who> --role viewer|operator|approver",
        ];
        out.result(accounts, accounts.length > 0 ? table(accounts) : none);
      });
    });

  account
    .command("role")
    .addArgument(nameArgument())
    .addArgument(new Argument("<role>", ROLE_HELP).choices(ROLES))
    .summary("give one another role")
    .description("Gives an account another role. It holds at once, in the sessions that are open too.")
    .action(async (name: string, role: Role, options: CommonOptions) => {
      await withApi({ invocation, name: "account role", options }, "ledger", async (api, out) => {
        const changed = await api.call(Accounts.setRole, { params: { name }, body: { role } });
        out.result(changed, [`Account ${changed.name} has the role ${changed.role}.`]);
      });
    });

  account
    .command("sign-out")
    .addArgument(nameArgument())
    .summary("end its sessions in all browsers")
    .description("Ends the sessions of an account in all browsers. Its password still works.")
    .action(async (name: string, options: CommonOptions) => {
      await withApi({ invocation, name: "account sign-out", options }, "ledger", async (api, out) => {
        const { ended } = await api.call(Accounts.signOut, { params: { name } });
        out.result({ ended }, [`${plural(ended, "session")} of account ${name} ended.`]);
      });
    });

  account
    .command("remove")
    .addArgument(nameArgument())
    .summary("remove one at once, for good")
    .description("Removes an account at once and for good, with its sessions. Its name is free again then.")
    .action(async (name: string, options: CommonOptions) => {
      await withApi({ invocation, name: "account remove", options }, "ledger", async (api, out) => {
        const removed = await api.call(Accounts.remove, { params: { name } });
        out.result(removed, [`Account ${removed.name} is removed.`]);
      });
    });
}

/** @param value what `--json` shows, of the link with its whole address. */
async function printLink(
  invocation: Invocation,
  out: Output,
  link: SignInLinkView,
  value: (link: SignInLinkView) => unknown,
): Promise<void> {
  const { url, isGuess } = await signInUrl(link, invocation);
  out.say(
    `This link signs in once, until ${minute(link.expiresAt)}, and isn't shown again; hand it over as a secret:`,
  );
  out.result(value({ ...link, url }), [url]);
  if (isGuess)
    out.say("If the service has another address, open the link on that one; SCRUBJAY_PUBLIC_URL names it.");
}

const nameArgument = () => new Argument("<name>", "name of the account").argParser(accountName);

/** It becomes a part of an address. */
function accountName(value: string): string {
  if (!/^[A-Za-z][A-Za-z0-9._-]{0,62}$/.test(value))
    throw new InvalidArgumentError("No account has such a name; see them with: scrubjay account list");
  return value;
}

const table = (accounts: AccountView[]): string[] =>
  columns([
    ["name", "role", "state", "password", "created", "last sign-in"],
    ...accounts.map(({ name, role, state, hasPassword, createdAt, lastSignInAt }) => [
      name,
      role,
      state,
      hasPassword ? "yes" : "no",
      minute(createdAt),
      lastSignInAt ? minute(lastSignInAt) : "never",
    ]),
  ]);
