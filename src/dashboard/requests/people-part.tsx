import type { RequestView } from "../../contracts/requests.js";
import { CERTIFICATE_FORMATS } from "../certificate-file.js";
import type { Visitor } from "../env.js";
import { may } from "../may.js";
import { Empty } from "../parts/empty.js";
import { Post } from "../parts/form.js";
import { addressOf } from "../parts/paging.js";
import { Pseudonym } from "../parts/pseudonym.js";
import { State } from "../parts/state.js";
import { Table } from "../parts/table.js";
import { Time } from "../parts/time.js";
import { nearMissText } from "../../model/likeness.js";
import { isBlanked, OUTCOME, SUBJECT_STATE } from "../../model/outcome.js";
import { reason } from "../../model/reasons.js";
import type { Word } from "../../model/word.js";
import { fieldName, number, plural } from "../words.js";

type Subject = RequestView["subjects"][number];

/** A request can be about a thousand people. */
const SHOWN = 25;

interface PeopleProps {
  request: RequestView;
  /** From 1. */
  sheet: number;
  visitor: Visitor;
  zone: string;
}

/** Whom a request is about, and how it has ended for each. */
export const PeoplePart = ({ request, sheet, visitor, zone }: PeopleProps) => {
  const { id, subjects, emails, finishedAt } = request;
  const from = (sheet - 1) * SHOWN;
  const shown = subjects.slice(from, from + SHOWN);
  const isCertified = finishedAt !== null && may(visitor, "/requests/:id/certificate");
  return (
    <section id="people" class="card" aria-labelledby="people-title">
      <header>
        <h2 id="people-title">People</h2>
        <p class="quiet">
          {number(subjects.filter(({ state }) => state === "settled").length)} of {number(subjects.length)}{" "}
          done
        </p>
      </header>
      <EmailMatches emails={emails} />
      {shown.length === 0 ? (
        <NobodyYet {...request} />
      ) : (
        <Table
          rows={shown}
          caption="People of this request, by pseudonym"
          columns={[
            { head: "Person", cell: ({ subject }) => <Pseudonym of={subject} /> },
            {
              head: "Outcome",
              cell: (person) => (
                <span>
                  <State word={wordOf(person)} />
                  {person.reason === null ? null : <small> {reason(person.reason)}</small>}
                </span>
              ),
            },
            { head: "Blanked", cell: (person) => <Fields {...person} /> },
            {
              head: "Read back",
              cell: (person) =>
                person.verifiedAt === null || !(isErased(person) || person.outcome === "scrubbed_in_part") ? (
                  "–"
                ) : (
                  <Time at={person.verifiedAt} zone={zone} />
                ),
            },
            {
              head: "Run",
              cell: ({ run }) => (run === null ? "–" : <a href={`/runs/${run}`}>Run {run}</a>),
            },
            isCertified && {
              head: "Certificate",
              cell: (person) =>
                isErased(person) ? (
                  <CertificateForm id={id} subject={person.subject} visitor={visitor} />
                ) : (
                  "None"
                ),
            },
          ]}
        />
      )}
      <Sheets id={id} sheet={sheet} sheets={Math.ceil(subjects.length / SHOWN)} />
    </section>
  );
};

const CertificateForm = ({ id, subject, visitor }: { id: string; subject: string; visitor: Visitor }) => {
  const whose = `: certificate of ${subject.slice(0, 12)}`;
  return (
    <Post to={`/requests/${id}/certificate`} visitor={visitor}>
      <input type="hidden" name="subject" value={subject} />
      <span class="small-buttons">
        {Object.entries(CERTIFICATE_FORMATS).map(([format, { label }]) => (
          <button
            name="format"
            value={format}
            type="submit"
            {...(format === "html" && { formtarget: "_blank" })}
          >
            {label}
            <span class="hidden">{format === "html" ? `${whose}, in a new tab` : whose}</span>
          </button>
        ))}
      </span>
    </Post>
  );
};

const Fields = ({ outcome, fields, remaining }: Subject) => (
  <span>
    {fields.length > 0
      ? fields.map(fieldName).join(", ")
      : outcome === "already_blank"
        ? "Nothing was left to blank"
        : "–"}
    {remaining.length > 0 ? (
      <strong class="late"> Still there: {remaining.map(fieldName).join(", ")}</strong>
    ) : null}
  </span>
);

/** The addresses themselves are kept nowhere. */
const EmailMatches = ({ emails }: Pick<RequestView, "emails">) =>
  emails.length === 0 ? null : (
    <ul class="sentences">
      {emails.map(({ matches, nearMisses }, i) => (
        <li>
          E-mail address {i + 1}:{" "}
          {matches === null
            ? "not searched for yet"
            : matches === 0
              ? "nobody has it"
              : `${plural(matches, "user")} found`}
          {nearMisses ? `; ${nearMissText(nearMisses, 1)}` : ""}
        </li>
      ))}
    </ul>
  );

const NobodyYet = ({ emails, finishedAt }: RequestView) =>
  finishedAt === null && emails.some(({ matches }) => matches === null) ? (
    <Empty title="Who it is isn’t known yet.">
      <p>All users are searched for the e-mail address.</p>
    </Empty>
  ) : (
    <Empty title="It is about nobody whom TalkJS knows." />
  );

const Sheets = ({ id, sheet, sheets }: { id: string; sheet: number; sheets: number }) => {
  const to = (n: number) => addressOf(`/requests/${id}`, { people: String(n) });
  return sheets <= 1 ? null : (
    <nav class="paging" aria-label="More people of this request">
      {sheet > 1 ? (
        <a class="button" href={to(sheet - 1)}>
          People before
        </a>
      ) : null}
      <span>
        {sheet} of {sheets}
      </span>
      {sheet < sheets ? (
        <a class="button" href={to(sheet + 1)}>
          More people
        </a>
      ) : null}
    </nav>
  );
};

const isErased = ({ outcome }: Subject): boolean => isBlanked(outcome);

const wordOf = ({ outcome, state }: Subject): Word =>
  outcome === null ? SUBJECT_STATE[state] : OUTCOME[outcome];
