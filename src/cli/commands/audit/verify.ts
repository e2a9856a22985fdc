import type { Command } from "commander";
import { failure } from "../../../base/errors.js";
import { type VerdictView, verify } from "../../../contracts/verification.js";
import type { ApiClient } from "../../api/client.js";
import { withApi } from "../../api/with-api.js";
import { checkpointFrom } from "../../input/checkpoint-file.js";
import type { CommonOptions, Output } from "../../io/output.js";
import type { Invocation } from "../../invocation.js";
import { createProgress } from "../../io/progress.js";
import { verifierKeysFrom } from "../../input/verifier-key.js";
import { each } from "./options.js";
import { verdictLines } from "./verdict-lines.js";

interface VerifyOptions extends CommonOptions {
  vkey?: string[];
  checkpoint?: string[];
}

/** What is known from elsewhere than the service and its database. */
interface Outside {
  verifierKeys: string[];
  checkpoints: string[];
}

export function registerVerify(audit: Command, invocation: Invocation): void {
  audit
    .command("verify")
    .option("--vkey <key>", "a verifier key that you know, or a file that holds it; can be repeated", each)
    .option(
      "--checkpoint <file>",
      "a checkpoint kept elsewhere, or a certificate, that the log must extend; can be repeated",
      each,
    )
    .summary("is every entry as it was sealed? what was changed, removed, added?")
    .description(
      "Computes the whole sealed log anew from its entries and compares it with what was stored, signed and kept " +
        "elsewhere. Changes nothing, and can run beside the work. The exit code is 1 when anything was found but warnings.",
    )
    .action(async (options: VerifyOptions) => {
      const { vkey = [], checkpoint = [] } = options;
      const keys = (await Promise.all(vkey.map((key) => verifierKeysFrom(key, invocation)))).flat();
      const kept = await Promise.all(checkpoint.map((file) => checkpointFrom(file, invocation)));
      const outside = { verifierKeys: keys.map(String), checkpoints: kept.map(({ note }) => note) };
      await withApi({ invocation, name: "audit verify", options }, "ledger", async (api, out, signal) => {
        const verdict = await verified(api, outside, out, signal);
        const hasOutsideView = keys.length > 0 && kept.length > 0;
        out.result(verdict, verdictLines(verdict, hasOutsideView));
        if (!verdict.holds || verdict.logs.length === 0) out.fail();
      });
    });
}

async function verified(
  api: ApiClient,
  outside: Outside,
  out: Output,
  signal: AbortSignal,
): Promise<VerdictView> {
  const progress = createProgress(out, "entries");
  try {
    for await (const line of await api.rows(verify, { body: outside })) {
      if ("verdict" in line) return line.verdict;
      progress.show({ label: "Verifying", ...line.progress });
    }
  } catch (error) {
    if (!signal.aborted) throw error;
    throw failure("INTERRUPTED.verification");
  } finally {
    progress.end();
  }
  throw new Error("a verification without a verdict");
}
