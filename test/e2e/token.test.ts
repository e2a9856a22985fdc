import { expect, test } from "vitest";
import type { AccountView, NewAccountView } from "../../src/contracts/accounts.js";
import type { NewTokenView, TokenView } from "../../src/contracts/tokens.js";
import { scrubjay } from "../support/cli.js";
import { commandEnvironment } from "./command-environment.js";

test("tokens are made, listed and revoked from the command line, and shown once", async () => {
  const { cwd, env } = await commandEnvironment();
  const run = async (...args: string[]) => scrubjay(["token", ...args], { cwd, env });
  expect((await run("list")).stdout).toContain("There is no token yet");

  const made = await run("create", "--name", "crm", "--role", "operator", "--expires", "90 days");
  expect(made.code, made.stderr).toBe(0);
  expect(made.stdout).toMatch(/^sj_[0-9a-f]{16}_[\w-]{43}\n$/);
  const secret = made.stdout.trim().split("_").slice(2).join("_");
  const asJson = await run("create", "--name", "auditors", "--role", "viewer", "--json");
  const { token, expiresAt } = JSON.parse(asJson.stdout) as NewTokenView;
  expect([token.slice(0, 3), expiresAt]).toEqual(["sj_", null]);

  const taken = await run("create", "--name", "crm", "--role", "viewer");
  expect([taken.code, taken.stderr]).toEqual([2, expect.stringContaining("Another token has this name")]);
  const revoked = await run("revoke", "crm");
  expect(revoked.code, revoked.stderr).toBe(0);
  expect((await run("revoke", "crm")).code).toBe(2);

  const tokens = JSON.parse((await run("list", "--json")).stdout) as TokenView[];
  expect(tokens.map(({ name, role, state }) => `${name} ${role} ${state}`)).toEqual([
    "crm operator revoked",
    "auditors viewer valid",
  ]);
  const days = (Date.parse(tokens[0]?.expiresAt ?? "") - Date.now()) / (24 * 60 * 60_000);
  expect(days).toBeGreaterThan(89.9);
  expect(JSON.stringify([taken, revoked, tokens, await run("list")])).not.toContain(secret);
});

test("accounts are made, changed and removed from the command line; a link is a whole address", async () => {
  const { cwd, env } = await commandEnvironment();
  const run = async (args: string[], more = {}) =>
    scrubjay(["account", ...args], { cwd, env: { ...env, ...more } });
  const made = await run(["create", "--name", "anna", "--role", "operator"], {
    SCRUBJAY_PUBLIC_URL: "https://erasure.example.com",
  });
  expect(made.code, made.stderr).toBe(0);
  expect(made.stdout).toMatch(/^https:\/\/erasure\.example\.com\/sign-in\/link\?key=[\w-]{43}\n$/);
  expect(made.stderr).not.toContain("another address");

  const asJson = await run(["create", "--name", "ben", "--role", "viewer", "--json"]);
  const { name, link } = JSON.parse(asJson.stdout) as NewAccountView;
  expect([name, link.url]).toEqual(["ben", expect.stringMatching(/^http:\/\/127\.0\.0\.1:8080\/sign-in\//)]);
  expect(asJson.stderr).toContain("another address");
  const another = await run(["link", "ben"], { PORT: "9000" });
  expect(another.stdout).toMatch(/^http:\/\/127\.0\.0\.1:9000\/sign-in\/link\?key=/);

  const steps = [
    ["role", "anna", "approver"],
    ["sign-out", "anna"],
    ["remove", "ben"],
  ];
  const reported = [];
  for (const step of steps) reported.push((await run(step)).stdout.trim());
  expect(reported).toEqual([
    "Account anna has the role approver.",
    "0 sessions of account anna ended.",
    "Account ben is removed.",
  ]);
  const gone = await run(["link", "ben"]);
  expect([gone.code, gone.stderr]).toEqual([2, expect.stringContaining("no account of that name")]);
  const accounts = JSON.parse((await run(["list", "--json"])).stdout) as AccountView[];
  expect(accounts.map(({ name: who, role, state }) => `${who} ${role} ${state}`)).toEqual([
    "anna approver invited",
    "ben viewer removed",
  ]);
});

test.each([
  [["create", "--name", "anna@example.com", "--role", "viewer"], "name"],
  [["create", "--name", "cli", "--role", "viewer"], "name"],
  [["create", "--name", "anna", "--role", "owner"], "--role"],
  [["role", "anna", "owner"], "role"],
  [["remove", "../runs"], "No account has such a name"],
])("account %j is refused before anything is opened", async (args, problem) => {
  const refused = await scrubjay(["account", ...args]);
  expect([refused.code, refused.stderr]).toEqual([2, expect.stringContaining(problem)]);
});

test.each([
  [["create", "--role", "viewer"], "--name"],
  [["create", "--name", "crm", "--role", "owner"], "--role"],
  [["create", "--name", "anna@example.com", "--role", "viewer"], "name"],
  [["create", "--name", "crm", "--role", "viewer", "--expires", "soon"], "--expires"],
  [["create", "--name", "crm", "--role", "viewer", "--expires", "999999 years"], "--expires"],
  [["revoke", "../runs"], "No token has such a name"],
])("token %j is refused before anything is opened", async (args, problem) => {
  const refused = await scrubjay(["token", ...args]);
  expect([refused.code, refused.stderr]).toEqual([2, expect.stringContaining(problem)]);
});
