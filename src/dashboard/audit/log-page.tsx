import type { Consistency } from "../../contracts/log.js";
import type { VerifierKeysView } from "../../contracts/keys.js";
import type { Problem } from "../../contracts/problem.js";
import type { PageContext, Visitor } from "../env.js";
import type { Parts } from "../live.js";
import { Done } from "../parts/done.js";
import { Field, Post, FormError } from "../parts/form.js";
import { Icon } from "../parts/icons.js";
import { State } from "../parts/state.js";
import { Time } from "../parts/time.js";
import { Extends } from "./extends.js";
import { ExportLinks } from "./export-links.js";
import { AuditHead } from "./tabs.js";

export interface LogFacts {
  /** The newest checkpoint; undefined: nothing is signed yet. */
  note: string | undefined;
  signing: VerifierKeysView["signing"];
}

interface LogProps extends LogFacts {
  c: PageContext;
  parts: Parts;
  visitor: Visitor;
  zone: string;
  /** Whether the log extends what the visitor had kept. */
  consistency?: Consistency | undefined;
  problem?: Problem | undefined;
}

/** What is said after something was done. */
const DONE = {
  published: "The newest checkpoint was handed out.",
  "had-it": "Every target has the newest checkpoint already.",
  nowhere: "Nobody has said where to: set SCRUBJAY_PUBLISH_FOLDER or SCRUBJAY_PUBLISH_COMMAND.",
  failed: "A target didn’t take it. The service’s log says why; it is tried again by itself.",
};

export const LogPage = ({ c, parts, visitor, zone, signing, note, consistency, problem }: LogProps) => (
  <>
    <AuditHead at="log" />
    <Done c={c} words={DONE} />
    <div class="grid">
      <div class="column two-thirds">
        {parts["log-now"]}
        {note === undefined ? null : (
          <section class="card" aria-labelledby="note-title">
            <header>
              <h2 id="note-title">Newest checkpoint</h2>
              <p>
                <a href="/audit/log/checkpoint">Download it</a>
              </p>
            </header>
            <p>
              Keep one outside this service from time to time: only that shows that nobody signed a second
              history.
            </p>
            <pre tabindex={0}>{note.trimEnd()}</pre>
          </section>
        )}
        <section id="kept" class="card" aria-labelledby="kept-title">
          <h2 id="kept-title">Compare with a checkpoint that you kept</h2>
          {consistency ? <Extends {...consistency} /> : null}
          <Post to="/audit/log/consistency#kept" visitor={visitor} class="form">
            <FormError problem={problem} />
            <Field
              name="checkpoint"
              label="The checkpoint"
              hint="The whole text, as it was handed out or downloaded here, with its signature."
            >
              {(control) => (
                <textarea rows={6} spellcheck={false} maxlength={20000} required class="code" {...control} />
              )}
            </Field>
            <button type="submit">Compare</button>
          </Post>
        </section>
      </div>
      <div class="column third">
        <section class="card" aria-labelledby="verify-title">
          <h2 id="verify-title">Verify the whole log</h2>
          <p>
            Every entry is computed anew and held against what was signed. Whatever was changed, removed,
            added or put in another place is found and named. A million entries take less than a minute.
          </p>
          <Post to="/audit/log/verification" visitor={visitor}>
            <button class="main" type="submit">
              <Icon name="audit" />
              Verify now
            </button>
          </Post>
        </section>
        {parts["handed-out"]}
        <Keys signing={signing} zone={zone} />
        <section class="card" aria-labelledby="file-title">
          <h2 id="file-title">Export</h2>
          <ExportLinks kind="all" />
          <ExportLinks kind="entries" />
          <ExportLinks kind="actions" />
          <p class="quiet">
            Of a whole log in NDJSON an auditor can build the tree again. Nobody is named in it: people are
            pseudonyms.
          </p>
        </section>
      </div>
    </div>
  </>
);

const Keys = ({ signing, zone }: Pick<LogFacts, "signing"> & { zone: string }) => (
  <section class="card" aria-labelledby="keys-title">
    <h2 id="keys-title">Verifier keys</h2>
    {signing.length === 0 ? (
      <p class="quiet">The first key is registered when the log begins.</p>
    ) : (
      <>
        <p>An auditor verifies checkpoints and certificates with them. They are public.</p>
        <ul class="plain-list">
          {signing.map(({ verifierKey, since, until }) => (
            <li>
              <State
                word={
                  until === null ? { text: "Signs now", tone: "good" } : { text: "Retired", tone: "quiet" }
                }
              />
              <small>
                since <Time at={since} zone={zone} />
                {until === null ? null : (
                  <>
                    {" "}
                    until <Time at={until} zone={zone} />
                  </>
                )}
              </small>
              <pre tabindex={0}>{verifierKey}</pre>
            </li>
          ))}
        </ul>
      </>
    )}
  </section>
);
