import { once } from "node:events";
import type { Command } from "commander";
import {
  DEFAULT_APP_ID,
  DEFAULT_SECRET_KEY,
  DEFAULT_SEED,
  DEFAULT_USERS,
  MAX_CONVERSATIONS_PER_PAGE,
  MAX_USERS,
} from "../../sandbox/options.js";
import { startSandbox } from "../../sandbox/sandbox.js";
import { wholeNumber } from "../input/arguments.js";
import { addSettings, questions, settingsOf, type SettingsOptions } from "../input/sandbox-settings.js";
import { listening } from "../serve/listening.js";
import { type CommonOptions, count, createOutput } from "../io/output.js";
import type { Invocation } from "../invocation.js";

interface SandboxCommandOptions extends CommonOptions, SettingsOptions {
  users?: number;
  seed: number;
  port: number;
  host: string;
  appId: string;
  secretKey: string;
  unlimited?: boolean;
  import?: string;
  maxConversations: number;
  questions?: boolean;
}

export function registerSandbox(program: Command, invocation: Invocation): void {
  addSettings(program.command("sandbox"))
    .option(
      "-u, --users <number>",
      `synthetic people (default: ${DEFAULT_USERS}, or none with --import)`,
      wholeNumber(0, MAX_USERS),
    )
    .option("--seed <number>", "the same seed makes the same people", wholeNumber(0), DEFAULT_SEED)
    .option("--port <number>", "0 takes any free port", wholeNumber(0, 65_535), 4777)
    .option("--host <address>", "address to listen on", "127.0.0.1")
    .option("--app-id <id>", "app ID", DEFAULT_APP_ID)
    .option("--secret-key <key>", "secret key", DEFAULT_SECRET_KEY)
    .option("--unlimited", "no rate limits")
    .option(
      "--max-conversations <number>",
      "largest page of conversations; TalkJS documents 30, but its published script asks for 100",
      wholeNumber(1, 100),
      MAX_CONVERSATIONS_PER_PAGE,
    )
    .option("--import <folder>", "load what TalkJS's exporter wrote, to rehearse on a copy of your own data")
    .summary("run a faithful local TalkJS to rehearse against")
    .description(
      "Runs a local TalkJS with synthetic people, its real validation and rate limits, and faults on demand.\n" +
        "It prints the settings that point Scrubjay at it, and runs until Ctrl-C.",
    )
    .action(
      async ({
        import: importFolder,
        maxConversations,
        unlimited,
        users,
        ...options
      }: SandboxCommandOptions) => {
        const out = createOutput(invocation, options);
        if (options.questions) {
          const { lines, ...answer } = questions();
          out.result(answer, lines);
          return;
        }
        const { seed, port, host, appId, secretKey } = options;
        const { signal } = invocation;
        const start = startSandbox({
          maxConversationsPerPage: maxConversations,
          seed,
          port,
          host,
          appId,
          secretKey,
          apiVersion: options.apiVersion,
          settings: settingsOf(options),
          clients: options.clients ?? 0,
          clientsEveryMs: options.clientsEvery * 1_000,
          ...(users !== undefined && { users }),
          ...(unlimited && { limits: "unlimited" }),
          ...(importFolder !== undefined && { importFolder: invocation.pathOf(importFolder) }),
        });
        const sandbox = await listening(start, "Choose another port with --port; 0 takes any free one.");
        const settings = { TALKJS_API_URL: sandbox.url, TALKJS_APP_ID: appId, TALKJS_SECRET_KEY: secretKey };
        out.result({ url: sandbox.url, settings }, [
          `A local TalkJS with ${importFolder ? "imported" : count(users ?? DEFAULT_USERS)} people is at ${sandbox.url}. Settings:`,
          ...Object.entries(settings).map(([name, value]) => `export ${name}=${value}`),
        ]);
        out.say(
          `Look inside: ${sandbox.url}/_sandbox/stats, /_sandbox/journal, /_sandbox/export. Stop with Ctrl-C.`,
        );
        if (!signal.aborted) await once(signal, "abort");
        await sandbox.close();
      },
    );
}
