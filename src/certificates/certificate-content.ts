import { digestOf, type Certificate } from "../audit/certificate.js";
import { parseProof } from "../audit/tlog-proof.js";
import { plural } from "../model/words.js";
import type { Block, Content, Fact, Section, Text } from "./content.js";
import { fileNameOf } from "./file-name.js";
import * as words from "./wording.js";

/** What a certificate says, for whoever reads it. It proves nothing by itself: the file does. */
export function contentOf(certificate: Certificate): Content {
  const digest = digestOf(certificate);
  return {
    name: `Certificate of erasure ${digest.slice(0, 8)}`,
    issuedAt: certificate.issuedAt,
    banner: words.banner(certificate),
    kicker: `TalkJS app ${certificate.subject.appId}`,
    title: "Certificate of erasure",
    lead: words.summary(certificate),
    facts: facts(certificate),
    erased: erased(certificate),
    remains: remains(certificate),
    sections: [
      method(certificate),
      ...issuer(certificate),
      course(certificate),
      subject(certificate),
      record(certificate),
      check(certificate, digest),
    ],
    digest,
  };
}

function facts(certificate: Certificate): Fact[] {
  const fact = (name: string, [what, more]: readonly [string, string]): Fact => ({ name, what, more });
  return [
    fact("Verified", words.dayAndTime(words.seenBlankAt(certificate))),
    fact("Basis", words.basis(certificate)),
    fact("Issued", words.dayAndTime(certificate.issuedAt)),
  ];
}

function erased(certificate: Certificate): Section {
  const { fields, customKeys } = certificate.erasure;
  const blank = words.blankBefore(certificate);
  if (fields.length === 0) return { title: "What was blank already", blocks: [list(blank.map(plainly))] };
  const items = fields.map((field) => {
    if (field === "name") return { what: words.fieldName(field), more: "replaced by a placeholder" };
    return field === "custom" && customKeys ? customFields(customKeys) : plainly(field);
  });
  const beside = `Looked at, and blank before: ${blank.map(words.fieldName).join(", ")}.`;
  return {
    title: "What was erased",
    blocks: blank.length === 0 ? [list(items)] : [list(items), { kind: "note", text: beside }],
  };
}

type Item = Extract<Block, { kind: "list" }>["items"][number];

const list = (items: readonly Item[]): Block => ({ kind: "list", items });
const plainly = (field: string): Item => ({ what: words.fieldName(field), more: null });

/** Their names where the log has those, else only how many they were. */
function customFields({ count, form, keys }: NonNullable<Certificate["erasure"]["customKeys"]>): Item {
  return {
    what: `${words.fieldName("custom")}: ${plural(count, "key")}`,
    more: form === "name" ? keys.join(", ") : null,
  };
}

function remains({ remains: left }: Certificate): Section {
  return {
    title: "What remains",
    blocks: [list(left.map(({ what, why }) => ({ what: words.begun(what), more: why })))],
  };
}

function method(certificate: Certificate): Section {
  const { run, request, erasure } = certificate;
  const { toolVersion, runId, kind, round } = erasure;
  const asked: Text = request
    ? [`${request.createdBy}, request `, { code: request.id }]
    : certificate.run.createdBy;
  const deadline = request && `${words.moment(request.deadline)}, as it stood when the request came in`;
  return {
    title: "How it was done",
    blocks: [
      {
        kind: "rows",
        rows: [
          ["Method", words.method(certificate)],
          ["Verification", words.verification(certificate)],
          ["Second witness", words.witness(certificate)],
          ["Asked by", asked],
          ["Approved by", approval(run)],
          ...(deadline === null ? [] : [["Legal deadline", deadline] as const]),
          ["Policy", [{ code: erasure.policyDigest }]],
          ["Scope", words.scope(certificate)],
          ...words.api(certificate).map((origin) => ["API", [{ code: origin }]] as const),
          ["Tool", `Scrubjay ${toolVersion}, run ${runId} (${kind}), round ${round}`],
        ],
      },
    ],
  };
}

function approval({ approvedBy, automatic }: Certificate["run"]): string {
  if (approvedBy === null) return "Nobody: the run needed no approval";
  return automatic ? `${approvedBy}, by letting the run approve itself within its limits` : approvedBy;
}

/** Nobody has to be named. */
function issuer(certificate: Certificate): Section[] {
  const rows = words.issuer(certificate);
  return rows.length === 0 ? [] : [{ title: "Who stands for it", blocks: [{ kind: "rows", rows }] }];
}

function course(certificate: Certificate): Section {
  const steps = words.courseOf(certificate).map((step) => ({ ...step, moment: words.moment(step.at) }));
  return { title: "Course of events", blocks: [{ kind: "course", steps }] };
}

function subject({ subject: { pseudonym } }: Certificate): Section {
  const text =
    "A pseudonym, which tells nothing by itself. The certificate's file also holds its salt: whoever " +
    "has the file can test whether it is about a user ID that they know. So keep the file as you keep the user ID.";
  return {
    title: "Whom it is about",
    blocks: [
      { kind: "digest", hex: pseudonym },
      { kind: "paragraph", text },
    ],
  };
}

function record(certificate: Certificate): Section {
  const { log, evidence } = certificate;
  const indexOf = (proof: string | undefined) => parseProof(proof ?? "").index;
  const issued = "issue" in certificate ? [indexOf(certificate.issue.proof)] : [];
  return {
    title: "Where it is recorded",
    blocks: [
      {
        kind: "rows",
        rows: [
          ["Log", [{ code: log.origin }]],
          [
            "Entry",
            `Index ${indexOf(evidence[0]?.proof)}, in the signed checkpoint over ${log.size} entries`,
          ],
          ...issued.map((index) => ["Issued", `Index ${index}: the digest of this certificate`] as const),
          ["Root", [{ code: log.root }]],
          ["Signed with key", [{ code: log.keyId }]],
        ],
      },
    ],
  };
}

function check(certificate: Certificate, digest: string): Section {
  const file = fileNameOf(certificate, "json");
  const proves: Text = [
    "This page is for reading. What proves the erasure is the file ",
    { code: file },
    ": anybody who has the log's verifier key can check it, without a network and without asking whoever issued it.",
  ];
  const matches: Text = [
    "Add ",
    { code: "--user-id -" },
    " to check that it is about a user ID that you type. The digest of the file, its SHA-256 without the final line " +
      "break, must be the one in the QR code:",
  ];
  return {
    title: "How to check it",
    blocks: [
      { kind: "paragraph", text: proves },
      { kind: "command", command: `scrubjay certificate verify ${file} --vkey key.txt` },
      { kind: "paragraph", text: matches },
      { kind: "digest", hex: digest },
    ],
  };
}
