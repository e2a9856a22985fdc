import { z } from "zod";
import { failure } from "../base/errors.js";
import { CustomKeysSchema, KeepSchema } from "./certificate.js";
import { jsonOf } from "./certificate-json.js";
import { ACTION_FORMAT, canonical, ENTRY_FORMAT } from "./leaf.js";
import { REQUEST_ENDED, REQUEST_RECEIVED, RUN_APPROVED, RUN_CREATED } from "../model/actions.js";

const EntrySchema = z.strictObject({
  format: z.literal(ENTRY_FORMAT),
  at: z.string(),
  appId: z.string(),
  runId: z.number(),
  kind: z.string(),
  epoch: z.number(),
  subject: z.string(),
  outcome: z.string(),
  reason: z.string().nullable(),
  fields: z.array(z.string()),
  remaining: z.array(z.string()),
  customKeys: CustomKeysSchema.nullable(),
  policyDigest: z.string(),
  verification: z.string().nullable(),
  verifiedAt: z.string().nullable(),
  attempts: z.number(),
  round: z.number(),
  toolVersion: z.string(),
});

/** An action that the service itself recorded: nobody else's says anything that a certificate rests on. */
const recorded = <Detail extends z.ZodType>(action: string, detail: Detail) =>
  z.strictObject({
    format: z.literal(ACTION_FORMAT),
    at: z.string(),
    appId: z.string(),
    actor: z.literal("service"),
    role: z.literal("owner"),
    action: z.literal(action),
    target: z.string(),
    result: z.literal("done"),
    code: z.null(),
    detail,
    toolVersion: z.string(),
  });

const CreatedSchema = recorded(
  RUN_CREATED,
  z.strictObject({
    createdBy: z.string(),
    epoch: z.number(),
    kind: z.string(),
    policyDigest: z.string(),
    blanks: z.array(z.string()),
    keeps: z.array(KeepSchema),
  }),
);
const ApprovedSchema = recorded(
  RUN_APPROVED,
  z.strictObject({ approvedBy: z.string(), automatic: z.boolean() }),
);
const ReceivedSchema = recorded(
  REQUEST_RECEIVED,
  z.strictObject({
    createdBy: z.string(),
    deadline: z.string(),
    protocol: z.string(),
    receivedAt: z.string(),
    regulation: z.string(),
  }),
);
const EndedSchema = recorded(
  REQUEST_ENDED,
  z.strictObject({
    code: z.string().nullable(),
    people: z.number(),
    runs: z.array(z.number()),
    state: z.string(),
  }),
);

/** What the leaves of a certificate say. */
export interface Evidence {
  entry: z.infer<typeof EntrySchema>;
  created: z.infer<typeof CreatedSchema>;
  approved: z.infer<typeof ApprovedSchema> | undefined;
  request: { received: z.infer<typeof ReceivedSchema>; ended: z.infer<typeof EndedSchema> } | undefined;
}

/**
 * Reads the leaves of a certificate and checks that they belong together.
 * @param leaves in this order: the entry; the making of its run; its approval, if there was one; the receipt and the
 * end of the request, if it was for one.
 * @throws CERTIFICATE_INVALID
 */
export function readEvidence(leaves: readonly Buffer[]): Evidence {
  const rest = leaves.map((leaf, index) => ({ leaf, name: `evidence.${index}.leaf` }));
  const next = <T>(schema: z.ZodType<T>, what: string): T => {
    const found = rest.shift();
    if (!found) throw failure("CERTIFICATE_INVALID", { reason: `its evidence lacks ${what}` });
    const { data } = schema.safeParse(jsonOf(found.leaf));
    if (data === undefined || !canonical(data).equals(found.leaf))
      throw failure("CERTIFICATE_INVALID", { reason: `${found.name} isn't ${what} in canonical JSON` });
    return data;
  };
  const entry = next(EntrySchema, "an entry of the audit log");
  const created = next(CreatedSchema, "the making of a run");
  const approved = rest.length % 2 === 1 ? next(ApprovedSchema, "the approval of a run") : undefined;
  const request =
    rest.length > 0
      ? {
          received: next(ReceivedSchema, "the receipt of a request"),
          ended: next(EndedSchema, "the end of a request"),
        }
      : undefined;
  if (rest.length > 0)
    throw failure("CERTIFICATE_INVALID", { reason: "its evidence has leaves that nothing in it needs" });
  const evidence = { entry, created, approved, request };
  demandCoherence(evidence);
  return evidence;
}

function demandCoherence({ entry, created, approved, request }: Evidence): void {
  const ofRun = String(entry.runId);
  const { received, ended } = request ?? {};
  const actions = [created, approved, received, ended].filter((action) => action !== undefined);
  const isTrue: [string, boolean][] = [
    ["its evidence is of several apps", actions.every(({ appId }) => appId === entry.appId)],
    ["the making of the run is that of another run", created.target === ofRun],
    ["the approval is that of another run", approved === undefined || approved.target === ofRun],
    ["the run was made with another policy", created.detail.policyDigest === entry.policyDigest],
    ["the run was made in another epoch", created.detail.epoch === entry.epoch],
    ["the run was made as one of another kind", created.detail.kind === entry.kind],
    ["the end of the request is that of another request", received?.target === ended?.target],
    ["the run didn't work for the request", ended?.detail.runs.includes(entry.runId) ?? true],
  ];
  const [contradiction] = isTrue.find(([, holds]) => !holds) ?? [];
  if (contradiction !== undefined) throw failure("CERTIFICATE_INVALID", { reason: contradiction });
}
