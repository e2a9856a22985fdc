import type { Problem } from "../../contracts/problem.js";
import type { RunView } from "../../contracts/runs.js";
import { CERTIFICATE_FORMATS } from "../certificate-file.js";
import { may } from "../may.js";
import { Choices, Post, FormError, UserIdField } from "../parts/form.js";
import type { RunViewing } from "./viewing.js";

/** A certificate for somebody whom this run erased. The ID is typed: no page names anybody. */
export const CertificatePart = ({
  run,
  visitor,
  problem,
}: { run: RunView; problem?: Problem | undefined } & RunViewing) =>
  may(visitor, "/runs/:run/certificate") ? (
    <section id="certificate" class="card" aria-labelledby="certificate-title">
      <header>
        <h2 id="certificate-title">Certificate of erasure</h2>
      </header>
      <Post to={`/runs/${run.run}/certificate#certificate`} visitor={visitor} class="form">
        <FormError problem={problem} />
        <UserIdField
          hint="It is turned into its pseudonym and kept nowhere; so it has to be typed again each time."
          maxlength={1000}
        />
        <Choices
          name="look"
          legend="What it rests on"
          words={{ no: "What was recorded then", yes: "That, and a look at them now, which is sealed" }}
          chosen="no"
        />
        <div class="actions">
          {Object.entries(CERTIFICATE_FORMATS).map(([format, { label }]) => (
            <button type="submit" name="format" value={format}>
              {label}
            </button>
          ))}
        </div>
      </Post>
    </section>
  ) : (
    <section id="certificate" class="card" aria-labelledby="certificate-title">
      <header>
        <h2 id="certificate-title">Certificate of erasure</h2>
      </header>
      <p class="quiet">An operator can make one for anybody whom this run erased.</p>
    </section>
  );
