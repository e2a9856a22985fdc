import { holdReason } from "../../model/law.js";
import type { AuditLookup } from "../../contracts/audit.js";
import { Facts } from "../parts/facts.js";
import { State } from "../parts/state.js";
import { Time } from "../parts/time.js";
import { reason } from "../../model/reasons.js";
import { plural, shortId } from "../words.js";

export const KnownAs = ({ found }: { found: AuditLookup }) => (
  <section class="card half" aria-labelledby="known-as">
    <h2 id="known-as">Their pseudonyms</h2>
    <Facts
      of={{
        "At work": <Alias of={found.subject} where="in requests, holds and the suppression list" />,
        ...Object.fromEntries(
          found.entries.map(({ epoch, subject }) => [
            `Epoch ${epoch}`,
            <Alias of={subject} where="in the audit log and in certificates" />,
          ]),
        ),
      }}
    />
  </section>
);

const Alias = ({ of, where }: { of: string; where: string }) => (
  <>
    <code>{of}</code>
    <br />
    <small>{where}</small>
  </>
);

export const Requests = ({ requests }: Pick<AuditLookup, "requests">) => (
  <section class="card half" aria-labelledby="requests-title">
    <h2 id="requests-title">Requests about them</h2>
    {requests.length === 0 ? (
      <p class="quiet">None.</p>
    ) : (
      <ul class="plain-list">
        {requests.map((id) => (
          <li>
            <a href={`/requests/${id}`} title={id}>
              Request {shortId(id)}
            </a>
          </li>
        ))}
      </ul>
    )}
  </section>
);

export const Holds = ({ holds, zone }: Pick<AuditLookup, "holds"> & { zone: string }) => (
  <section class="card half" aria-labelledby="holds-title">
    <h2 id="holds-title">Legal holds on them</h2>
    {holds.length === 0 ? (
      <p class="quiet">None.</p>
    ) : (
      <ul class="plain-list">
        {holds.map(({ id, ground, owner, createdAt, standing, liftedAt }) => (
          <li>
            <span>
              {reason(holdReason(ground))}
              <br />
              <small>
                <a href={`/holds/${id}`}>Hold {shortId(id)}</a>, {owner}, since{" "}
                <Time at={createdAt} zone={zone} to="day" />
              </small>
            </span>
            <span class="end">
              <State
                word={
                  standing
                    ? { text: "Stands", tone: "soon" }
                    : { text: liftedAt === null ? "Ended" : "Lifted", tone: "quiet" }
                }
              />
            </span>
          </li>
        ))}
      </ul>
    )}
  </section>
);

export const Suppression = ({ suppression, zone }: Pick<AuditLookup, "suppression"> & { zone: string }) => (
  <section class="card half" aria-labelledby="suppression-title">
    <h2 id="suppression-title">Suppression list</h2>
    {suppression === null ? (
      <p class="quiet">They aren’t on it: nobody watches whether their data comes back.</p>
    ) : (
      <Facts
        of={{
          "On it since": <Time at={suppression.since} zone={zone} />,
          "At TalkJS": suppression.found ? "was found" : "was looked for, and isn’t known there",
          "Came back": (
            <>
              {suppression.comebacks === 0 ? "never" : plural(suppression.comebacks, "time")}
              {suppression.lastComebackAt === null ? null : (
                <>
                  , last <Time at={suppression.lastComebackAt} zone={zone} />
                </>
              )}
            </>
          ),
        }}
      />
    )}
  </section>
);
