import type { Command } from "commander";
import * as Log from "../../../contracts/log.js";
import * as Keys from "../../../contracts/keys.js";
import { VerifierKey } from "../../../audit/verifier-key.js";
import { moment } from "../../../certificates/wording.js";
import type { Consistency } from "../../../contracts/log.js";
import type { ApiClient } from "../../api/client.js";
import { withApi } from "../../api/with-api.js";
import { checkpointFrom, type HandedOver } from "../../input/checkpoint-file.js";
import { whyNotExtended, whyNotSigned } from "../../audit/consistency.js";
import { printable } from "../../io/printable.js";
import { columns } from "../../io/columns.js";
import { type CommonOptions, count } from "../../io/output.js";
import type { Invocation } from "../../invocation.js";
import { verifierKeysFrom } from "../../input/verifier-key.js";
import { each } from "./options.js";

interface ConsistencyOptions extends CommonOptions {
  vkey?: string[];
}

/** What was found, as `--json` tells it. */
interface Comparison {
  extends: boolean;
  /** Why it doesn't; null: it does. */
  reason: string | null;
  origin: string;
  /** `issuedAt`: of the certificate that carries it; a checkpoint itself has no time. */
  from: { size: number; root: string; issuedAt: string | null };
  /** Null: it wasn't asked for, because the older one shows nothing. */
  to: Consistency["to"] | null;
  proof: string[];
  /** The log that is open now, where it isn't the one that the checkpoint names. */
  replacedBy: string | null;
  /** `given`: with --vkey; `told`: by the ledger or the service itself. */
  keys: "given" | "told";
}

export function registerConsistency(audit: Command, invocation: Invocation): void {
  audit
    .command("consistency")
    .argument("<file>", "a checkpoint kept from earlier, or a certificate; - reads standard input")
    .option(
      "--vkey <key>",
      "the log's verifier key as you know it, or a file that holds it; can be repeated",
      each,
    )
    .summary("does the log of now begin with the log of an older checkpoint?")
    .description(
      "Shows that what is signed now begins with what was signed then: asks for the newest checkpoint and for a proof, and " +
        "verifies both here. That each entry is still there as it was signed, audit verify finds. After a change of the signing " +
        "key, give both keys. The exit code is 1 when the log doesn't extend it.",
    )
    .action(async (path: string, options: ConsistencyOptions) => {
      const given = (
        await Promise.all((options.vkey ?? []).map((key) => verifierKeysFrom(key, invocation)))
      ).flat();
      const kept = await checkpointFrom(path, invocation);
      await withApi({ invocation, name: "audit consistency", options }, "ledger", async (api, out) => {
        const comparison = await compare(kept, given, api);
        out.result(comparison, lines(comparison));
        if (!comparison.extends) out.fail();
      });
    });
}

async function compare(kept: HandedOver, given: VerifierKey[], api: ApiClient): Promise<Comparison> {
  const keys = given.length > 0 ? given : await servedKeys(api);
  const { origin, size, root } = kept.checkpoint;
  const issuedAt = kept.certificate?.content.issuedAt ?? null;
  const unsigned = whyNotSigned(kept, keys);
  const answer =
    unsigned === undefined ? await api.call(Log.extending, { body: { checkpoint: kept.note } }) : undefined;
  const reason = answer ? whyNotExtended(kept.checkpoint, answer, keys) : unsigned;
  return {
    extends: reason === undefined,
    reason: reason ?? null,
    origin,
    from: { size, root: root.toString("base64"), issuedAt },
    to: answer?.to ?? null,
    proof: answer?.proof ?? [],
    replacedBy: reason === undefined ? await replacement(origin, api) : null,
    keys: given.length > 0 ? "given" : "told",
  };
}

/** A log that was closed still extends its own checkpoints, and nobody must take it for the one of now. */
async function replacement(origin: string, api: ApiClient): Promise<string | null> {
  const [open = origin] = (await api.text(Log.checkpoint)).split("\n");
  return open === origin ? null : open;
}

async function servedKeys(api: ApiClient): Promise<VerifierKey[]> {
  const { signing } = await api.call(Keys.list);
  return signing.map(({ verifierKey }) => VerifierKey.parse(verifierKey));
}

function lines(comparison: Comparison): string[] {
  const { extends: isExtended, reason, origin, from, to, proof, replacedBy, keys } = comparison;
  const issued = from.issuedAt === null ? "" : `, in a certificate issued ${moment(from.issuedAt)}`;
  return [
    isExtended
      ? `The log extends it: what is signed now begins with the ${count(from.size)} entries that were signed then.`
      : `THE LOG DOESN'T EXTEND IT: ${reason}.`,
    ...columns([
      ["  log", origin],
      ["  then", `${count(from.size)} entries${issued}`],
      ["  now", to ? `${count(to.size)} entries` : "not asked for"],
      ...(isExtended ? [["  proof", `${proof.length} hashes, verified here`]] : []),
      ...(replacedBy === null
        ? []
        : [["  closed", `${replacedBy} took its place; see scrubjay audit verify`]]),
      ["  keys", keys === "given" ? "those that you gave" : `the log's own word; --vkey doesn't rely on it`],
    ]),
    ...(isExtended ? [] : ["", ...WHAT_NOW]),
  ].map(printable);
}

const WHAT_NOW = [
  "Keep the file as it is. Where it comes from decides what this means: if the log's owner signed it, entries were changed",
  "or lost since. See what: scrubjay audit verify --checkpoint <file>",
];
