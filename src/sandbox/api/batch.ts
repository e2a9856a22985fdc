import { z } from "zod";
import { badRequest, notFound, ok, type Answer } from "./answer.js";
import { UNKNOWN_VERSION, versionOf } from "./api-version.js";
import { reasonsOf } from "./reasons.js";
import { run, type Router } from "./router.js";
import type { SandboxData } from "../sandbox-data.js";

const MAX_OPERATIONS = 10;

const OperationSchema = z.union([
  z.tuple([z.number(), z.string(), z.string().startsWith("/")]),
  z.tuple([z.number(), z.string(), z.string().startsWith("/"), z.unknown()]),
  z.tuple([
    z.number(),
    z.string(),
    z.string().startsWith("/"),
    z.unknown(),
    z.strictObject({ api_version: z.string().optional() }).nullish(),
  ]),
]);

/** Of which operations nobody says whether a batch takes them. */
const UNSURE = [
  { name: "batchBulkEdit", takes: (key: string) => key === "PUT /users" },
  { name: "batchImport", takes: (key: string) => key.includes(" /import/") },
  { name: "batchPatch", takes: (key: string) => key.startsWith("PATCH ") },
  { name: "batchDelete", takes: (key: string) => key.startsWith("DELETE ") },
] as const;

type Operation = z.infer<typeof OperationSchema>;

/** The batch itself: where its app is, and the version of operations that ask for none. */
interface BatchRequest {
  prefix: string;
  version: string;
}

const BatchSchema = z
  .array(OperationSchema)
  .min(1)
  .max(MAX_OPERATIONS)
  .refine((operations) => new Set(operations.map(([seq]) => seq)).size === operations.length, {
    error: "sequence numbers must differ",
  });

/**
 * `POST /batch`: `[[seq, method, path, payload?, {api_version}?], …]` answers `[[seq, status, body], …]`, each with
 * its own status. The answers come in reverse, because TalkJS promises no order.
 *
 * Assumption: operations take nothing of the ordinary quota; only the batch itself is counted, by its own meter.
 * @see https://talkjs.com/docs/Reference/REST_API/Batch/
 */
export function runBatch(body: unknown, within: BatchRequest, router: Router, data: SandboxData): Answer {
  const result = BatchSchema.safeParse(body);
  if (!result.success) return badRequest(reasonsOf(result.error));
  const answers = result.data.map((operation) => {
    const { status, body } = runOperation(operation, within, router, data);
    return `[${operation[0]},${status},${body}]`;
  });
  return ok(`[${answers.reverse().join(",")}]`);
}

function runOperation(operation: Operation, within: BatchRequest, router: Router, data: SandboxData): Answer {
  const [, method, path, payload, options] = operation;
  const version = versionOf(options?.api_version, within.version);
  if (version === undefined) return badRequest([UNKNOWN_VERSION]);
  const verb = method.toUpperCase();
  const { assumed } = data.settings;
  const isLiteral = assumed.batchEncodedIds === "literal";
  const match = router.find(verb, within.prefix + (isLiteral ? path.replaceAll("%", "%25") : path));
  if (match === undefined) {
    data.stats.operated("unmatched", 404);
    return notFound("operation");
  }
  const unknown = UNSURE.find(({ takes }) => takes(match.key));
  if (unknown !== undefined && assumed[unknown.name] === "refused") {
    data.stats.operated(match.key, 400);
    return badRequest(["not in a batch"]);
  }
  // A GET's payload is its query.
  const query = z.record(z.string(), z.string()).safeParse(verb === "GET" ? (payload ?? {}) : {});
  if (!query.success) return badRequest(reasonsOf(query.error));
  match.query = { ...match.query, ...query.data };
  const done = run(match, { body: payload, path, version }, data);
  data.stats.operated(match.key, done.status);
  return done;
}
