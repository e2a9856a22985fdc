import { UNUSABLE, type ErrorRows } from "./row.js";

const NAME_IT = "Name one by its number; see them with: scrubjay runs";
const FOLDER = "Add --out <folder>.";
const CHECKPOINT =
  "Give a checkpoint as it was published or printed by scrubjay audit checkpoint, or a certificate.";

interface Code {
  /** The system's, such as `EACCES`. */
  code: string;
}

/** Arguments that can't be used. */
export const USAGE_ERRORS = {
  "USAGE.body": {
    ...UNUSABLE,
    message: ({ problems }: { problems: string }) => `That can't be asked for:\n${problems}`,
    remedy: null,
  },
  "USAGE.noTerminal": {
    ...UNUSABLE,
    message: "This changes data for good, and there is no terminal to ask at.",
    remedy: "Add --yes if you mean it.",
  },
  "USAGE.nobodyToErase": {
    ...UNUSABLE,
    message: "Whom to erase? At least one user ID is needed, and none may be empty.",
    remedy: "scrubjay erase <userId…>, or --ids <file>",
  },
  "USAGE.nobodyToRequest": {
    ...UNUSABLE,
    message: "Whom is it about? At least one user ID or e-mail address is needed.",
    remedy: "scrubjay request create <userId…>, --ids <file>, --email <address> or --email-file <file>",
  },
  "USAGE.nobodyToLookUp": {
    ...UNUSABLE,
    message: "Whom to look up?",
    remedy: "scrubjay audit lookup <userId>, or - to read it from standard input",
  },
  "USAGE.nobodyToHold": {
    ...UNUSABLE,
    message: "Which user?",
    remedy: "scrubjay hold add <userId>, --ids <file>, or - to read them from standard input",
  },
  "USAGE.nobodyToCertify": {
    ...UNUSABLE,
    message: "Which user?",
    remedy: "scrubjay certificate user <run> <userId>, or - to read the ID from standard input",
  },
  "USAGE.nobodyToVerify": { ...UNUSABLE, message: "Which user?", remedy: "--user-id <userId>, or -" },
  "USAGE.idsTwice": {
    ...UNUSABLE,
    message: "User IDs were given twice: as arguments and with --ids.",
    remedy: "Use one of the two.",
  },
  "USAGE.emailsTwice": {
    ...UNUSABLE,
    message: "E-mail addresses were given twice.",
    remedy: "Use --email or --email-file.",
  },
  "USAGE.inputTwice": {
    ...UNUSABLE,
    message: "Standard input can't hold both user IDs and e-mail addresses.",
    remedy: "Put one in a file.",
  },
  "USAGE.listFile": {
    ...UNUSABLE,
    message: ({ what }: { what: string }) => `${what} can't be read.`,
    remedy: "Check the path, and who may read it, or give - for standard input.",
  },
  "USAGE.emptyList": {
    ...UNUSABLE,
    message: ({ what, one }: { what: string; one: string }) => `${what} holds no ${one}.`,
    remedy: "Write one on each line.",
  },
  "USAGE.columnOfNothing": {
    ...UNUSABLE,
    message: "--column is of a list, and none was given.",
    remedy: "Add --ids <file> (for --email-column, --email-file <file>).",
  },
  "USAGE.severalIds": {
    ...UNUSABLE,
    message: "Standard input holds several user IDs, and one is needed.",
    remedy: "Call the command for each of them.",
  },
  "USAGE.policyFile": {
    ...UNUSABLE,
    message: ({ path }: { path: string }) => `The policy file ${path} can't be read.`,
    remedy: "Check the path given to --policy.",
  },
  "USAGE.noRun": {
    ...UNUSABLE,
    message: "No run is unfinished.",
    remedy: "Name a stopped one by its number; see them with: scrubjay runs",
  },
  "USAGE.severalRuns": { ...UNUSABLE, message: "Several runs are unfinished.", remedy: NAME_IT },
  "USAGE.checkpoint": {
    ...UNUSABLE,
    message: ({ reason }: { reason: string }) => `That is no checkpoint: ${reason}.`,
    remedy: CHECKPOINT,
  },
  "USAGE.bareCertificate": {
    ...UNUSABLE,
    message: "That certificate has no evidence, so no checkpoint.",
    remedy: CHECKPOINT,
  },
  "USAGE.checkpointFile": {
    ...UNUSABLE,
    message: ({ what }: { what: string }) => `${what} can't be read.`,
    remedy: "Check the path, and who may read it.",
  },
  "USAGE.certificateFile": {
    ...UNUSABLE,
    message: "The certificate's file can't be read.",
    remedy: "Check the path.",
  },
  "USAGE.vkey": {
    ...UNUSABLE,
    message: "--vkey is neither a verifier key nor a file that can be read.",
    remedy: "The log's verifier keys are told by: scrubjay keys list",
  },
  "USAGE.noVkey": {
    ...UNUSABLE,
    message: "--vkey holds no verifier key.",
    remedy: "See them with: scrubjay keys list",
  },
  "USAGE.noFolder": {
    ...UNUSABLE,
    message: "Pages and PDFs are files: name a folder for them.",
    remedy: FOLDER,
  },
  "USAGE.severalCertificates": {
    ...UNUSABLE,
    message: ({ count }: { count: number }) => `These are ${count} certificates: name a folder for them.`,
    remedy: FOLDER,
  },
  "USAGE.folder": {
    ...UNUSABLE,
    message: ({ code }: Code) => `Certificates can't be written into that folder (${code}).`,
    remedy: "Check the path given to --out, and who may write there.",
  },
  "USAGE.file": {
    ...UNUSABLE,
    message: ({ code }: Code) => `The file can't be written (${code}).`,
    remedy: "Check the path, who may write there, and that there is room.",
  },
  "USAGE.fileThere": {
    ...UNUSABLE,
    message: "The file is there already, and nothing is replaced.",
    remedy: "Name another one, or move it away.",
  },
  "USAGE.answersFile": {
    ...UNUSABLE,
    message: ({ problem }: { problem: string }) => `That file of answers ${problem}.`,
    remedy: "Give a file that scrubjay probe --out has written.",
  },
  "USAGE.resultsOfNothing": {
    ...UNUSABLE,
    message: "--results tells how it went for each line of a list, and none was given.",
    remedy: "Put the user IDs into a file: --ids <file>.",
  },
  "USAGE.csv": {
    ...UNUSABLE,
    message: "--json is NDJSON, and --format csv isn't.",
    remedy: "Leave one of them out.",
  },
  "USAGE.publishedNowhere": {
    ...UNUSABLE,
    message: "Checkpoints are published nowhere.",
    remedy:
      "Set SCRUBJAY_PUBLISH_FOLDER (a folder that somebody else keeps) or SCRUBJAY_PUBLISH_COMMAND (gets it on standard input) for the service, or write it yourself: scrubjay audit checkpoint > <file>",
  },
  "USAGE.noWorker": {
    ...UNUSABLE,
    message: "Without DATABASE_URL there can be no other worker: the embedded ledger has one process.",
    remedy: "Leave --no-worker out, or set DATABASE_URL.",
  },
  "USAGE.address": {
    ...UNUSABLE,
    message: ({ code }: Code) => `That address can't be listened on (${code}).`,
    remedy: ({ instead }: { instead: string }) => instead,
  },
} as const satisfies ErrorRows;
