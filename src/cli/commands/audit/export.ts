import { pipeline } from "node:stream/promises";
import { Option, type Command } from "commander";
import { failure } from "../../../base/errors.js";
import * as Audit from "../../../contracts/audit.js";
import { withApi } from "../../api/with-api.js";
import { runNumber } from "../../input/arguments.js";
import { writeWhole } from "../../audit/file.js";
import { type CommonOptions, count } from "../../io/output.js";
import type { Invocation } from "../../invocation.js";

interface ExportOptions extends CommonOptions {
  format: "ndjson" | "csv";
  kind: "entries" | "actions" | "all";
  run?: number;
  out?: string;
}

export function registerExport(audit: Command, invocation: Invocation): void {
  audit
    .command("export")
    .addOption(
      new Option("--format <format>", "one JSON document a line, or a table")
        .choices(["ndjson", "csv"])
        .default("ndjson"),
    )
    .addOption(
      new Option("--kind <kind>", "about people, who did what, or both in the log's order")
        .choices(["entries", "actions", "all"])
        .default("entries"),
    )
    .option("--run <run>", "only the entries of one run", runNumber)
    .option("--out <file>", "write this file, whole or not at all; without it, to standard output")
    .summary("the audit log as NDJSON or CSV, oldest first")
    .description(
      "Writes what the audit log holds, oldest first, one a line, with the index of each in the sealed log (none: not sealed yet).",
    )
    .action(async (options: ExportOptions) => {
      const { format, kind, run, out: path } = options;
      if (options.json && format === "csv" && path === undefined) throw failure("USAGE.csv");
      const query = { format, kind, run };
      if (path === undefined) return toStandardOutput(invocation, options, query);
      await toFile(invocation, path, options, query);
    });
}

type Query = Pick<ExportOptions, "format" | "kind"> & { run: number | undefined };

async function toStandardOutput(invocation: Invocation, options: ExportOptions, query: Query): Promise<void> {
  await withApi({ invocation, name: "audit export", options }, "ledger", async (api, out) => {
    await pipeline(await api.bytes(Audit.entries, { query }), out.io.stdout, { end: false }).catch(
      (error: unknown) => {
        // Whoever reads may stop early, as `head` does.
        if ((error as NodeJS.ErrnoException).code !== "EPIPE") throw error;
      },
    );
  });
}

async function toFile(
  invocation: Invocation,
  path: string,
  options: ExportOptions,
  query: Query,
): Promise<void> {
  await withApi({ invocation, name: "audit export", options }, "ledger", async (api, out, signal) => {
    const bytes = await writeWhole(invocation.pathOf(path), await api.bytes(Audit.entries, { query })).catch(
      (error: unknown) => {
        if (!signal.aborted) throw error;
        throw failure("INTERRUPTED.file");
      },
    );
    out.result({ file: path, bytes }, [`${path}: ${count(bytes)} bytes`]);
  });
}
