import { readFile } from "node:fs/promises";
import { InvalidArgumentError, type Command } from "commander";
import { failure } from "../../base/errors.js";
import * as Certificates from "../../contracts/certificates.js";
import type { ApiClient } from "../api/client.js";
import type { ApiNeed } from "../api/in-process-api.js";
import { certificateFile } from "../../audit/certificate.js";
import type { VerifierKey } from "../../audit/verifier-key.js";
import { FORMATS, type Format } from "../../certificates/file-name.js";
import { verifyCertificate } from "../../certificates/verify.js";
import type { IssuedView } from "../../contracts/certificates.js";
import { runNumber } from "../input/arguments.js";
import { writeCertificates } from "../audit/certificate-files.js";
import { verdictLines, withoutLines } from "../lines/certificate-lines.js";
import { type CommonOptions, createOutput, type Output } from "../io/output.js";
import type { Invocation } from "../invocation.js";
import { oneUserId } from "../input/one-user-id.js";
import { uuidArgument } from "../input/uuid-argument.js";
import { verifierKeysFrom } from "../input/verifier-key.js";

interface IssueOptions extends CommonOptions {
  out?: string;
  format: Format[];
}

export function registerCertificate(program: Command, invocation: Invocation): void {
  const certificate = program
    .command("certificate")
    .summary("erasure certificates: issue and verify")
    .description(
      "Erasure certificates: one file for one person, which anybody can verify with the log's verifier key alone.",
    );

  issuing(certificate.command("request", { isDefault: true }))
    .argument("<requestId>", "ID of an erasure request that has ended", uuidArgument("scrubjay request list"))
    .summary("one for everybody whom a request was about (default)")
    .description(
      "Issues a certificate for each person of a request whose erasure was verified. The exit code is 1 when anybody has none.",
    )
    .action(async (id: string, options: IssueOptions) => {
      await issue(invocation, "certificate", options, (api) =>
        api.call(Certificates.ofRequest, { params: { id } }),
      );
    });

  issuing(certificate.command("user"))
    .argument("<run>", "number of the run that erased them", runNumber)
    .argument("[userId]", "the user's ID; - reads it from standard input, so that it shows in no history")
    .option(
      "--look",
      "read the user at TalkJS now, seal what is seen, and say in the certificate when nothing was there",
    )
    .summary("one for what a run erased of one user")
    .description(
      "Issues the certificate of what one run erased of one user, whether there was a request or not.",
    )
    .action(async (run: number, argument: string | undefined, options: IssueOptions & { look?: true }) => {
      const userId = await oneUserId(invocation, argument, "USAGE.nobodyToCertify");
      const look = options.look === true;
      await issue(
        invocation,
        "certificate user",
        options,
        (api) => api.call(Certificates.ofUser, { params: { run }, body: { userId, look } }),
        look ? "work" : "ledger",
      );
    });

  certificate
    .command("verify")
    .argument("<file>", "the certificate's JSON file")
    .requiredOption("--vkey <key>", "the log's verifier key, or a file that holds it")
    .option("--user-id <userId>", "check that it is about this user ID; - reads it from standard input")
    .summary("verify one, without a network or a database")
    .description(
      "Verifies a certificate with the log's verifier key alone: no settings, no network, no database. The exit code is 1 " +
        "when it isn't valid.",
    )
    .action(async (path: string, options: CommonOptions & { vkey: string; userId?: string }) => {
      const keys = await verifierKeysFrom(options.vkey, invocation);
      const file = await readFile(invocation.pathOf(path)).catch(() => {
        throw failure("USAGE.certificateFile");
      });
      const { userId } = options;
      const id =
        userId === undefined ? undefined : await oneUserId(invocation, userId, "USAGE.nobodyToVerify");
      const out = createOutput(invocation, options);
      const verdict = verifyCertificate(file, keyFor(file, keys), id);
      const { isValid, digest, checks } = verdict;
      out.result({ isValid, digest: digest ?? null, checks }, verdictLines(verdict));
      if (!isValid) out.fail();
    });
}

/** Of several keys the one that the file names; which it is proves nothing yet. */
function keyFor(file: Buffer, keys: VerifierKey[]): VerifierKey {
  const [first] = keys;
  if (!first) throw failure("USAGE.noVkey");
  return keys.find(({ keyId }) => file.includes(`"keyId":"${keyId}"`)) ?? first;
}

/** What both ways to issue take. */
function issuing(command: Command): Command {
  return command
    .option(
      "--out <folder>",
      "write files into this folder; without it, one certificate's JSON goes to standard output",
    )
    .option("--format <list>", `with --out, which files: ${FORMATS.join(",")}`, formats, ["json"]);
}

function formats(list: string): Format[] {
  const named = list.split(",").map((name) => name.trim());
  const known = FORMATS.filter((format) => named.includes(format));
  if (known.length !== new Set(named).size)
    throw new InvalidArgumentError(`It must be a list of ${FORMATS.join(", ")}, such as json,pdf.`);
  return known;
}

async function issue(
  invocation: Invocation,
  name: string,
  options: IssueOptions,
  call: (api: ApiClient) => Promise<IssuedView>,
  need: ApiNeed = "ledger",
): Promise<void> {
  const { out: folder, format } = options;
  if (folder === undefined && format.some((each) => each !== "json")) throw failure("USAGE.noFolder");
  // Loaded here, because whoever verifies has no use for all that issuing takes.
  const { withApi } = await import("../api/with-api.js");
  await withApi({ invocation, name, options }, need, async (api, out) => {
    const issued = await call(api);
    if (issued.without.length > 0) out.fail();
    if (folder === undefined) show(issued, out);
    else await keep(issued, { folder, formats: format, invocation }, out);
  });
}

function show(issued: IssuedView, out: Output): void {
  if (out.json) return out.result(issued, []);
  const [only, ...others] = issued.certificates;
  if (others.length > 0) {
    const count = issued.certificates.length;
    throw failure("USAGE.severalCertificates", { count });
  }
  if (only) out.io.stdout.write(certificateFile(only.certificate));
  for (const line of withoutLines(issued.without)) out.say(line);
}

async function keep(
  { certificates, without }: IssuedView,
  where: { folder: string; formats: readonly Format[]; invocation: Invocation },
  out: Output,
): Promise<void> {
  const documents = certificates.map(({ certificate }) => certificate);
  const written = await writeCertificates(documents, where);
  out.result({ files: written, without }, [...written, ...withoutLines(without)]);
}
