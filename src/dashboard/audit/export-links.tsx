import { addressOf } from "../parts/paging.js";

export const EXPORT_KINDS = ["entries", "actions", "all"] as const;
export const EXPORT_FORMATS = ["ndjson", "csv"] as const;
type ExportKind = (typeof EXPORT_KINDS)[number];

const KIND_WORDS: Record<ExportKind, string> = {
  entries: "Entries",
  actions: "Actions",
  all: "The whole log",
};

/** The log, or a part of it, as a file. */
export const ExportLinks = ({ kind, run }: { kind: ExportKind; run?: string | undefined }) => (
  <p>
    {KIND_WORDS[kind]}
    {run === undefined ? "" : ` of run ${run}`} as a file:{" "}
    {EXPORT_FORMATS.map((format, n) => (
      <>
        {n > 0 ? " · " : ""}
        <a href={addressOf("/audit/export", { kind, format, run })}>{format === "csv" ? "CSV" : "NDJSON"}</a>
      </>
    ))}
  </p>
);
