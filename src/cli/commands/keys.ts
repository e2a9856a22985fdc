import { randomBytes } from "node:crypto";
import { Argument, InvalidArgumentError, type Command } from "commander";
import * as Keys from "../../contracts/keys.js";
import { ScrubjayError } from "../../base/errors.js";
import { makeKeyFiles } from "../../keys/make-key-files.js";
import { plural } from "../../model/words.js";
import type { DestroyedView, KeysView } from "../../contracts/keys.js";
import type { ApiClient } from "../api/client.js";
import { withApi } from "../api/with-api.js";
import { columns } from "../io/columns.js";
import { type CommonOptions, count, createOutput } from "../io/output.js";
import { confirm } from "../io/confirm.js";
import type { Invocation } from "../invocation.js";
import { minute } from "../input/moment.js";

type EpochLine = KeysView["epochs"][number];

export function registerKeys(program: Command, invocation: Invocation): void {
  const keys = program
    .command("keys")
    .summary("the keys of the evidence: make, list, change and destroy them")
    .description(
      "The keys of the evidence. People are pseudonyms in the audit log under the key of an epoch; destroying it makes " +
        "the entries of that time anonymous for good. Another key signs the log. Changing keys is for the command " +
        "line only: no token may.",
    );

  keys
    .command("create")
    .option("--folder <dir>", "write the signing and the evidence key as files into this folder instead")
    .summary("make fresh keys for a new installation; they are shown once")
    .description("Makes fresh keys, as lines for .env. Opens no ledger and changes none.")
    .action(async (options: CommonOptions & { folder?: string }) => {
      const settings =
        options.folder === undefined ? freshSettings() : await freshFolder(invocation.pathOf(options.folder));
      const out = createOutput(invocation, options);
      out.say(
        "Every process needs the same ones. Keep them as secrets, and a copy apart from the database's:",
      );
      out.result(
        settings,
        Object.entries(settings).map(([setting, value]) => `${setting}=${value}`),
      );
    });

  keys
    .command("list")
    .summary("the epochs, and the verifier keys that an auditor needs")
    .description("Lists the epochs of the evidence and the verifier keys of the log. No key itself is shown.")
    .action(async (options: CommonOptions) => {
      await withApi({ invocation, name: "keys list", options }, "ledger", async (api, out) => {
        const found = await api.call(Keys.list);
        out.result(found, [...epochLines(found), "", ...signingLines(found)]);
      });
    });

  keys
    .command("rotate")
    .addArgument(new Argument("[key]", "which one").choices(["evidence", "signing"]).default("evidence"))
    .summary("begin the next epoch, or sign with another key from now on")
    .description(
      "Begins the next epoch of the evidence, or changes the key that signs the log. Where keys are files the new one is " +
        "made; where they are settings it must stand in them first, in every process.",
    )
    .action(async (key: "evidence" | "signing", options: CommonOptions) => {
      await withApi({ invocation, name: "keys rotate", options }, "ledger", async (api, out) => {
        const rotated = await api.call(Keys.rotate, { body: { key } }).catch(async (error) => {
          const hint = await freshHint(error, api);
          if (hint !== undefined) out.say(`A fresh one, shown this once: ${hint}`);
          throw error;
        });
        out.result(rotated, [key === "evidence" ? begun(rotated) : signed(rotated)]);
      });
    });

  keys
    .command("destroy")
    .argument("<epoch>", "number of the epoch", epochNumber)
    .option("--early", "although its retention isn't over")
    .option("-y, --yes", "don't ask")
    .summary("destroy the key of an epoch; its entries are anonymous then, for good")
    .description(
      "Destroys the key of an epoch: nobody can be found in its entries any more, and no certificate can be made of them. " +
        "The entries stay and the log still verifies. The requests, the suppression list and the holds of that time go too.",
    )
    .action(async (epoch: number, options: CommonOptions & { early?: boolean; yes?: boolean }) => {
      await withApi({ invocation, name: "keys destroy", options }, "ledger", async (api, out) => {
        const { epochs } = await api.call(Keys.list);
        const known = epochs.find((line) => line.epoch === epoch);
        if (known?.state !== "destroyed" && known?.until)
          await confirm(
            out,
            `The key of epoch ${epoch}, ${span(known)}, with ${entriesOf(known)}, can't be brought back.`,
            options.yes ?? false,
          );
        const body = { early: options.early ?? false };
        const destroyed = await api.call(Keys.destroy, { params: { epoch }, body });
        out.result(destroyed, destroyedLines(destroyed));
      });
    });
}

const freshKey = (): string => randomBytes(32).toString("base64");

const freshSettings = () => ({
  SCRUBJAY_PSEUDONYM_KEY: freshKey(),
  SCRUBJAY_SIGNING_KEY: freshKey(),
  SCRUBJAY_EVIDENCE_KEYS: `1=${freshKey()}`,
});

async function freshFolder(path: string) {
  await makeKeyFiles(path);
  return { SCRUBJAY_PSEUDONYM_KEY: freshKey(), SCRUBJAY_KEY_DIR: path };
}

/** A key to put into the settings, where that is what is missing. */
async function freshHint(error: unknown, api: ApiClient): Promise<string | undefined> {
  const code = error instanceof ScrubjayError ? error.code : undefined;
  if (code === "SIGNING_KEY_NEEDED") return `SCRUBJAY_SIGNING_KEY=${freshKey()}`;
  if (code !== "EVIDENCE_KEY_NEEDED") return undefined;
  const { epochs } = await api.call(Keys.list);
  return `${(epochs.at(-1)?.epoch ?? 0) + 1}=${freshKey()}`;
}

function epochNumber(value: string): number {
  if (!/^\d{1,9}$/.test(value))
    throw new InvalidArgumentError("An epoch is named by its number; see them with: scrubjay keys list");
  return Number(value);
}

const time = (at: string | null): string => (at ? minute(at) : "–");
const span = ({ from, until }: EpochLine): string => `${time(from)} to ${time(until)}`;
const entriesOf = ({ entries }: EpochLine): string => plural(entries, "entry", "entries");

function epochLines({ epochs }: KeysView): string[] {
  const shown = epochs.filter(({ epoch, entries }) => epoch > 0 || entries > 0);
  if (shown.length === 0) return ["There is no epoch yet: the first one begins with the first run."];
  return columns([
    ["epoch", "key", "from", "until", "entries", "may be destroyed"],
    ...shown.map((line) => [
      String(line.epoch),
      line.destroyedAt ? `destroyed ${minute(line.destroyedAt)}` : line.state,
      time(line.from),
      time(line.until),
      count(line.entries),
      line.destroyableFrom ? `from ${minute(line.destroyableFrom)}` : "–",
    ]),
  ]);
}

function signingLines({ signing }: KeysView): string[] {
  if (signing.length === 0) return ["The log isn't signed yet."];
  return columns([
    ["signs from", "until", "verifier key"],
    ...signing.map(({ since, until, verifierKey }) => [minute(since), time(until), verifierKey]),
  ]);
}

const begun = ({ epochs }: KeysView): string =>
  `Epoch ${epochs.at(-1)?.epoch} has begun: new runs are bound to it. Back its key up as the others.`;

function signed({ signing }: KeysView): string {
  const key = signing.find(({ until }) => until === null);
  if (!key) return "The next log is signed with the new key.";
  return `The log is signed with key ${key.keyId} from now on. Auditors need its verifier key: ${key.verifierKey}`;
}

function destroyedLines({ epoch, forgotten, inSettings }: DestroyedView): string[] {
  const { requests, suppression, holds } = forgotten;
  return [
    `The key of epoch ${epoch} is destroyed: nobody can be found in its entries any more.`,
    `Gone with it: ${plural(requests, "request")}, ${count(suppression)} on the suppression list, ${plural(holds, "hold that is over", "holds that are over")}.`,
    ...(inSettings
      ? [`It still stands in the settings: remove ${epoch}=… from SCRUBJAY_EVIDENCE_KEYS of every process.`]
      : []),
    "Destroy its copies too: backups of the key folder or of the settings would bring it back.",
  ];
}
