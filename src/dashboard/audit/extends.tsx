import type { Consistency } from "../../contracts/log.js";
import { Icon } from "../parts/icons.js";
import { number, plural } from "../words.js";

/** What came of comparing. */
export const Extends = ({ extends: holds, from, to, reason }: Consistency) => (
  <section class={`verdict ${holds ? "good" : "bad"}`} role="status">
    <Icon name={holds ? "good" : "bad"} />
    <h3>{holds ? "The log extends your checkpoint" : "The log doesn’t extend your checkpoint"}</h3>
    <div class="more">
      {holds ? (
        <p>
          The first {plural(from.size, "entry", "entries")} are those that were signed then;{" "}
          {number(to.size - from.size)} came after them.
        </p>
      ) : (
        <>
          <p>{reason === undefined ? "The two don’t fit." : sentence(reason)}</p>
          <p>Keep your checkpoint: it is the proof. Then verify the whole log.</p>
        </>
      )}
    </div>
  </section>
);

const sentence = (text: string): string => `${text.charAt(0).toUpperCase()}${text.slice(1)}.`;
