import type { OverviewView } from "../../contracts/overview.js";
import { UnknownFields } from "../parts/unknown-fields.js";

/** What TalkJS sends and nobody here knows. */
export const FieldsPart = ({ unknownFields }: Pick<OverviewView, "unknownFields">) =>
  unknownFields.length === 0 ? (
    <div id="fields" hidden />
  ) : (
    <section id="fields" class="card" aria-labelledby="fields-title">
      <header>
        <h2 id="fields-title">New at TalkJS</h2>
        <p>
          <a href="/policy">Policies</a>
        </p>
      </header>
      <UnknownFields fields={unknownFields} />
    </section>
  );
