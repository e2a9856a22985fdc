import type { UnknownFieldView } from "../../contracts/unknown-fields.js";
import { number } from "../words.js";

/** Fields that TalkJS sends and nobody here knows, what becomes of them, and who holds something there. */
export const UnknownFields = ({ fields, others = 0 }: { fields: UnknownFieldView[]; others?: number }) =>
  fields.length === 0 ? null : (
    <>
      <h3>Fields that Scrubjay doesn’t know</h3>
      <ul class="plain-list">
        {fields.map(({ field, users, text }) => (
          <li>
            <span>
              {field} <small>{text ?? "The policy keeps it."}</small>
            </span>
            <span class="end numbers">{users === null ? "–" : number(users)}</span>
          </li>
        ))}
      </ul>
      {others > 0 ? (
        <p class="quiet">Under further names: {number(others)}, all together. They stay.</p>
      ) : null}
    </>
  );
