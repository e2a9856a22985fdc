import { z } from "zod";
import { failure } from "../base/errors.js";
import {
  CERTIFICATE_ISSUED,
  COMEBACK_SEEN,
  LOG_ISSUER,
  PERSON_LOOKED_AT,
  REQUEST_ENDED,
  REQUEST_RECEIVED,
  RUN_APPROVED,
  RUN_CREATED,
} from "../model/actions.js";
import { CustomKeysSchema, IssuerSchema, KeepSchema, PlaceSchema } from "./certificate-formats.js";
import { jsonOf } from "./certificate-json.js";
import { actionFormat, canonical, entryFormat } from "./leaf.js";

const entry = {
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
};
const EntrySchema = z.discriminatedUnion("format", [
  z.strictObject({ format: z.literal(entryFormat(1)), ...entry }),
  z.strictObject({
    format: z.literal(entryFormat(2)),
    ...entry,
    places: z.array(PlaceSchema),
    idLooksLike: z.string().nullable(),
  }),
]);

/**
 * An action that the service itself recorded: nobody else's says anything that a certificate rests on.
 * @param since2 what its detail says beside, from the second format on.
 */
const recorded = <Detail extends z.ZodRawShape, Since2 extends z.ZodRawShape>(
  action: string,
  detail: Detail,
  since2: Since2,
) => {
  const shape = {
    at: z.string(),
    appId: z.string(),
    actor: z.literal("service"),
    role: z.literal("owner"),
    action: z.literal(action),
    target: z.string(),
    result: z.literal("done"),
    code: z.null(),
    toolVersion: z.string(),
  };
  return z.discriminatedUnion("format", [
    z.strictObject({ format: z.literal(actionFormat(1)), ...shape, detail: z.strictObject(detail) }),
    z.strictObject({
      format: z.literal(actionFormat(2)),
      ...shape,
      salt: z.string(),
      detail: z.strictObject({ ...detail, ...since2 }),
    }),
  ]);
};

const CreatedSchema = recorded(
  RUN_CREATED,
  {
    createdBy: z.string(),
    epoch: z.number(),
    kind: z.string(),
    policyDigest: z.string(),
    blanks: z.array(z.string()),
    keeps: z.array(KeepSchema),
  },
  { api: z.string(), personal: z.array(z.string()), scope: z.array(z.string()) },
);
const ApprovedSchema = recorded(RUN_APPROVED, { approvedBy: z.string(), automatic: z.boolean() }, {});
const ReceivedSchema = recorded(
  REQUEST_RECEIVED,
  {
    createdBy: z.string(),
    deadline: z.string(),
    protocol: z.string(),
    receivedAt: z.string(),
    regulation: z.string(),
  },
  {},
);
const EndedSchema = recorded(
  REQUEST_ENDED,
  { code: z.string().nullable(), people: z.number(), runs: z.array(z.number()), state: z.string() },
  {},
);
const IssuerNamedSchema = recorded(LOG_ISSUER, IssuerSchema.shape, {});
const ofPerson = { epoch: z.number(), runId: z.number() };
const SeenSchema = recorded(
  COMEBACK_SEEN,
  { ...ofPerson, fields: z.array(z.string()), seenAt: z.string(), watch: z.number() },
  {},
);
const LookSchema = recorded(
  PERSON_LOOKED_AT,
  {
    ...ofPerson,
    idLooksLike: z.string(),
    policyDigest: z.string(),
    remaining: z.array(z.string()),
    seenAt: z.string(),
  },
  {},
);
const IssuedSchema = recorded(CERTIFICATE_ISSUED, { runId: z.number() }, {});

export type Entry = z.infer<typeof EntrySchema>;

/** What the leaves of a certificate say. Those of the first format have none of the last three. */
export interface Evidence {
  entry: Entry;
  created: z.infer<typeof CreatedSchema>;
  approved: z.infer<typeof ApprovedSchema> | undefined;
  request: { received: z.infer<typeof ReceivedSchema>; ended: z.infer<typeof EndedSchema> } | undefined;
  issuer: z.infer<typeof IssuerNamedSchema> | undefined;
  /** `again`: what the run that erased them again has recorded. */
  comebacks: { seen: z.infer<typeof SeenSchema>; again: Entry | undefined }[];
  look: z.infer<typeof LookSchema> | undefined;
}

/**
 * Reads the leaves of a certificate and checks that they belong together.
 * @param leaves in this order: the entry; the making of its run; its approval, if there was one; the receipt and the
 * end of the request, if it was for one. In the second format then: who stands for it, if somebody is named; each time
 * that the data was seen again, with the entry of the run that erased it again, if one did; the look at the person, if
 * there was one.
 * @throws CERTIFICATE_INVALID
 */
export function readEvidence(leaves: readonly Buffer[], certificate: 1 | 2): Evidence {
  const reader = new LeafReader(leaves, certificate);
  const entry = reader.next(EntrySchema, "an entry of the audit log");
  const created = reader.next(CreatedSchema, "the making of a run");
  const approved = reader.ifIs(RUN_APPROVED, ApprovedSchema, "the approval of a run");
  const received = reader.ifIs(REQUEST_RECEIVED, ReceivedSchema, "the receipt of a request");
  const request = received && { received, ended: reader.next(EndedSchema, "the end of a request") };
  const evidence: Evidence = {
    entry,
    created,
    approved,
    request,
    issuer: undefined,
    comebacks: [],
    look: undefined,
  };
  if (certificate === 2) {
    evidence.issuer = reader.ifIs(LOG_ISSUER, IssuerNamedSchema, "who stands for it");
    for (;;) {
      const seen = reader.ifIs(COMEBACK_SEEN, SeenSchema, "a comeback");
      if (!seen) break;
      evidence.comebacks.push({
        seen,
        again: reader.ifIs(undefined, EntrySchema, "an entry of the audit log"),
      });
    }
    evidence.look = reader.ifIs(PERSON_LOOKED_AT, LookSchema, "a look at the person");
  }
  reader.end();
  demandCoherence(evidence);
  return evidence;
}

/** The leaf that says that a certificate was issued. @throws CERTIFICATE_INVALID */
export function readIssue(leaf: Buffer): z.infer<typeof IssuedSchema> {
  return new LeafReader([leaf], 2, "issue").next(IssuedSchema, "the issue of a certificate");
}

/** One leaf after the other. */
class LeafReader {
  #index = 0;

  constructor(
    private readonly leaves: readonly Buffer[],
    private readonly certificate: 1 | 2,
    private readonly place?: string,
  ) {}

  next<T extends { format: string }>(schema: z.ZodType<T>, what: string): T {
    const leaf = this.leaves[this.#index];
    if (!leaf) throw failure("CERTIFICATE_INVALID", { reason: `its evidence lacks ${what}` });
    const { data } = schema.safeParse(jsonOf(leaf));
    const isOfTime = data !== undefined && (this.certificate === 2 || data.format.endsWith("@1"));
    if (!isOfTime || !canonical(data).equals(leaf)) {
      const name = this.place ?? `evidence.${this.#index}`;
      throw failure("CERTIFICATE_INVALID", { reason: `${name}.leaf isn't ${what} in canonical JSON` });
    }
    this.#index += 1;
    return data;
  }

  /** The next one, if it says that it is this action; undefined: if it is none. */
  ifIs<T extends { format: string }>(
    action: string | undefined,
    schema: z.ZodType<T>,
    what: string,
  ): T | undefined {
    const leaf = this.leaves[this.#index];
    const said = leaf && (jsonOf(leaf) as { action?: unknown } | null | undefined);
    return said && said.action === action ? this.next(schema, what) : undefined;
  }

  end(): void {
    if (this.#index < this.leaves.length)
      throw failure("CERTIFICATE_INVALID", { reason: "its evidence has leaves that nothing in it needs" });
  }
}

function demandCoherence({ entry, created, approved, request, issuer, comebacks, look }: Evidence): void {
  const ofRun = String(entry.runId);
  const { received, ended } = request ?? {};
  const seen = comebacks.map((comeback) => comeback.seen);
  const again = comebacks.flatMap((comeback) => comeback.again ?? []);
  const actions = [created, approved, received, ended, issuer, look, ...seen];
  const isOfPerson = (action: { target: string; detail: { epoch: number } } | undefined) =>
    action === undefined || (action.target === entry.subject && action.detail.epoch === entry.epoch);
  const isTrue: [string, boolean][] = [
    [
      "its evidence is of several apps",
      [...actions, ...again].every((leaf) => leaf === undefined || leaf.appId === entry.appId),
    ],
    ["the making of the run is that of another run", created.target === ofRun],
    ["the approval is that of another run", approved === undefined || approved.target === ofRun],
    ["the run was made with another policy", created.detail.policyDigest === entry.policyDigest],
    ["the run was made in another epoch", created.detail.epoch === entry.epoch],
    ["the run was made as one of another kind", created.detail.kind === entry.kind],
    ["the end of the request is that of another request", received?.target === ended?.target],
    ["the run didn't work for the request", ended?.detail.runs.includes(entry.runId) ?? true],
    ["a comeback is that of somebody else", seen.every(isOfPerson)],
    [
      "somebody else was erased again",
      again.every(({ subject, epoch }) => subject === entry.subject && epoch === entry.epoch),
    ],
    ["the look is that at somebody else", isOfPerson(look)],
    ["the look is that of another run", look === undefined || look.detail.runId === entry.runId],
    ["the look was by another policy", look === undefined || look.detail.policyDigest === entry.policyDigest],
  ];
  const [contradiction] = isTrue.find(([, holds]) => !holds) ?? [];
  if (contradiction !== undefined) throw failure("CERTIFICATE_INVALID", { reason: contradiction });
}
