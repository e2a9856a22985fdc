import { Option, type Command } from "commander";
import * as AppAnswers from "../../contracts/app-answers.js";
import { failure } from "../../base/errors.js";
import { plural } from "../../model/words.js";
import { ASKED_NAMES } from "../../model/questions/index.js";
import { askAll, isWhole, PACE, type Asked } from "../../probe/ask-all.js";
import { probeCost } from "../../probe/cost.js";
import { demandTestApp } from "../../probe/test-app.js";
import { preflight } from "../../service/run/preflight.js";
import { API_VERSION } from "../../talkjs/api-version.js";
import { FileLooks } from "../../talkjs/file-looks.js";
import { VERSION } from "../../version.js";
import type { Runtime } from "../../wiring/runtime.js";
import { apiOf } from "../api/in-process-api.js";
import { withApi } from "../api/with-api.js";
import { withRuntime } from "../command.js";
import { readAnswersFile } from "../input/answers-file.js";
import { settingsOf } from "../input/settings.js";
import type { Invocation } from "../invocation.js";
import { claimFile } from "../io/claimed-file.js";
import { confirm } from "../io/confirm.js";
import { createOutput, duration, type CommonOptions, type Output } from "../io/output.js";
import { createProgress } from "../io/progress.js";
import { answerLines, askedLines } from "../lines/answer-lines.js";

interface ProbeOptions extends CommonOptions {
  yes?: boolean;
  out?: string;
  show?: boolean;
  take?: string;
}

/** For whatever answers first. */
const PREFLIGHT_MS = 30_000;

export function registerProbe(program: Command, invocation: Invocation): void {
  program
    .command("probe")
    .option("-y, --yes", "don't ask")
    .addOption(
      new Option("--out <file>", "also write the answers into this new file").conflicts(["show", "take"]),
    )
    .addOption(new Option("--show", "ask nothing: show what is known, and what is assumed").conflicts("take"))
    .option("--take <file>", "ask nothing: keep the answers that --out has written, of another app")
    .summary("ask a test app of TalkJS what no document says, and keep the answers")
    .description(
      "Asks TalkJS itself what no document says and an erasure depends on, and keeps the answers. Only of a test app " +
        "(its secret key begins with sk_test_): it makes invented users, who stay, and one conversation, which it deletes. " +
        "With a live app, take the answers along: probe --out <file>, then probe --take <file>.",
    )
    .action(async (options: ProbeOptions) => {
      if (options.show) return show(invocation, options);
      if (options.take !== undefined) return take(options.take, invocation, options);
      return probe(invocation, options);
    });
}

async function show(invocation: Invocation, options: ProbeOptions): Promise<void> {
  await withApi({ invocation, name: "probe --show", options }, "ledger", async (api, out) => {
    const { answers } = await api.call(AppAnswers.list, {});
    out.result(answers, answerLines(answers));
  });
}

async function take(file: string, invocation: Invocation, options: ProbeOptions): Promise<void> {
  const taken = await readAnswersFile(invocation.pathOf(file));
  await withApi({ invocation, name: "probe --take", options }, "ledger", async (api, out) => {
    const kept = await api.call(AppAnswers.keep, { body: { ...taken, fromFile: true } });
    out.result(kept, [`${plural(kept.kept, "answer")} kept. See them: scrubjay probe --show`]);
  });
}

async function probe(invocation: Invocation, options: ProbeOptions): Promise<void> {
  const { appId, secretKey } = settingsOf(invocation, ["app", "talkjs"]);
  demandTestApp(secretKey);
  const { signal } = invocation;
  const out = createOutput(invocation, options);
  costLines(appId ?? "").forEach(out.say);
  await confirm(out, "This asks the app, and leaves the invented users there.", options.yes ?? false);
  const file = options.out === undefined ? undefined : await claimFile(invocation.pathOf(options.out));
  try {
    await withRuntime({ invocation, name: "probe", options }, async (runtime, out) => {
      const askedAt = runtime.clock().toISOString();
      const asked = await ask(runtime, out).catch((error: unknown) => {
        throw signal.aborted ? failure("INTERRUPTED.probe") : error;
      });
      const document = documentOf(asked, askedAt, runtime.context.apiOrigin);
      const { unanswered: _, product: __, ...body } = document;
      await apiOf(runtime, signal).call(AppAnswers.keep, { body: { ...body, fromFile: false } });
      await file?.write([Buffer.from(`${JSON.stringify(document, null, 2)}\n`)]);
      out.result(document, askedLines(asked));
      if (asked.left !== undefined)
        out.say(`The conversation couldn't be deleted (${asked.left}); the next scrubjay probe deletes it.`);
      if (!isWhole(asked)) out.fail();
    });
  } finally {
    await file?.abandon();
  }
}

/** What it takes and what it leaves behind. */
function costLines(app: string): string[] {
  const { requests, batches, seconds, users } = probeCost(PACE.waits);
  return [
    `${ASKED_NAMES.length} questions to TalkJS, on the test app ${app}: at most ${requests} requests and ${plural(batches, "batch", "batches")}, in up to ${duration(seconds)}.`,
    `${plural(users, "invented user")} of it stay there for good. Its one conversation is deleted at the end. Receivers of webhooks are told of all of it.`,
  ];
}

async function ask(runtime: Runtime, out: Output): Promise<Asked> {
  const { context, options } = runtime;
  await preflight(context, AbortSignal.any([out.signal, AbortSignal.timeout(PREFLIGHT_MS)]));
  const files = new FileLooks(options.config.proxy);
  const progress = createProgress(out, "questions");
  try {
    return await askAll({
      talkjs: context.talkjs.lane("urgent"),
      files,
      ...PACE,
      signal: out.signal,
      onAsked: (done, total) => progress.show({ label: "Asking", done, total }),
    });
  } finally {
    progress.end();
    await files.close();
  }
}

/** What is told and can be shared: nothing about an app or a person. */
const documentOf = ({ found, unanswered }: Asked, askedAt: string, apiOrigin: string) => ({
  ...{ askedAt, apiOrigin, apiVersion: API_VERSION, product: `scrubjay ${VERSION}` },
  answers: [...found].map(([name, answer]) => ({ question: name, ...answer })),
  unanswered: [...unanswered].map(([name, why]) => ({ question: name, why })),
});
