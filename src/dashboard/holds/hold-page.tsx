import { HOLD_IDENTITY } from "../../model/hold-identity.js";
import { groundArticle, groundWords } from "../../model/law.js";
import type { HoldView } from "../../contracts/holds.js";
import type { PageContext, Visitor } from "../env.js";
import { may } from "../may.js";
import { Done } from "../parts/done.js";
import { Facts } from "../parts/facts.js";
import { Post } from "../parts/form.js";
import { PageHead } from "../parts/page-head.js";
import { State } from "../parts/state.js";
import { Time } from "../parts/time.js";
import { PolicyTabs } from "../policy/tabs.js";
import { Until } from "./table.js";
import { holdWord } from "./words.js";

interface HoldPageProps {
  c: PageContext;
  hold: HoldView;
  visitor: Visitor;
  zone: string;
}

const DONE = {
  placed: "The hold stands. Nothing of this person is edited from now on.",
  confirmed: "It is confirmed that this ID is meant. The hold stands.",
  lifted: "The hold was lifted. Requests that waited for it go on.",
};

export const HoldPage = ({ c, hold, visitor, zone }: HoldPageProps) => (
  <>
    <PageHead at="/holds/:id" of={hold} up={<a href="/holds">All holds</a>}>
      <State word={holdWord(hold)} />
    </PageHead>
    <PolicyTabs at="/holds" />
    <Done c={c} words={DONE} />
    <section class="card" aria-labelledby="facts">
      <h2 id="facts">Whose data is kept, and why</h2>
      <Facts
        of={{
          Person: <code>{hold.subject}</code>,
          "At TalkJS": <Identity hold={hold} zone={zone} />,
          Ground: `GDPR ${groundArticle(hold.ground)}: ${groundWords(hold.ground)}`,
          "Who answers for it": hold.owner,
          Reason: hold.reason ?? "None was given",
          Placed: (
            <>
              <Time at={hold.createdAt} zone={zone} />, by {hold.createdBy}
            </>
          ),
          [hold.liftedAt === null ? "Until" : "Lifted"]: (
            <>
              <Until hold={hold} zone={zone} />
              {hold.liftedBy === null ? "" : `, by ${hold.liftedBy}`}
            </>
          ),
        }}
      />
    </section>
    {hold.standing && HOLD_IDENTITY[hold.identity].isOpen ? (
      <section class="card" aria-labelledby="confirm">
        <h2 id="confirm">TalkJS doesn’t know this user ID</h2>
        <p>
          The hold stands. But if the ID was mistyped, the person who is meant isn’t held: place a hold on the
          right ID, then lift this one. If it is right, such as of somebody who will come yet, confirm it.
        </p>
        {may(visitor, "/holds/:id/confirm") ? (
          <Post to={`/holds/${hold.id}/confirm`} visitor={visitor}>
            <button type="submit">The ID is right</button>
          </Post>
        ) : null}
      </section>
    ) : null}
    {hold.standing && may(visitor, "/holds/:id/lift") ? (
      <section class="card" aria-labelledby="lift">
        <h2 id="lift">Lift the hold</h2>
        <p>
          Requests that wait for it go on, and the person is erased within minutes, if nobody else holds them.
          A lifted hold can’t be put back, only a new one placed.
        </p>
        <Post to={`/holds/${hold.id}/lift`} visitor={visitor}>
          <button
            class="danger"
            type="submit"
            data-ask="Lift this hold? Requests that wait for it go on, and the person is erased."
          >
            Lift the hold
          </button>
        </Post>
      </section>
    ) : null}
  </>
);

const Identity = ({ hold, zone }: { hold: HoldView; zone: string }) => (
  <>
    <State word={HOLD_IDENTITY[hold.identity]} />
    {hold.confirmedAt === null ? null : (
      <>
        {" "}
        <Time at={hold.confirmedAt} zone={zone} />, by {hold.confirmedBy}
      </>
    )}
  </>
);
