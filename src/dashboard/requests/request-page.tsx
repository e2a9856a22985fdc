import { regulationName } from "../../model/law.js";
import type { RequestView } from "../../contracts/requests.js";
import type { PageContext, Visitor } from "../env.js";
import type { Parts } from "../live.js";
import { Done } from "../parts/done.js";
import { PageHead } from "../parts/page-head.js";
import { State } from "../parts/state.js";
import { Ago } from "../parts/time.js";
import { reason } from "../../model/reasons.js";
import { REQUEST_LIFECYCLE } from "../../model/request-lifecycle.js";
import { ButtonsPart } from "./buttons-part.js";
import { ClockPart } from "./clock-part.js";
import { EvidencePart } from "./evidence-part.js";
import { PeoplePart } from "./people-part.js";
import { StepsPart } from "./steps-part.js";

export interface Viewing {
  visitor: Visitor;
  zone: string;
  now: Date;
  /** Which of its people are shown. */
  sheet: number;
}

const DONE = {
  received: "The request was taken in. Its work begins by itself.",
  cancelled: "The request was cancelled.",
  retried: "The request is tried again.",
  extended: "The deadline was extended. Tell the person, with the reason.",
};

/** A request in its parts, each with its ID. */
export const requestParts = (request: RequestView, viewing: Viewing): Parts => ({
  head: <HeadPart request={request} now={viewing.now} />,
  steps: <StepsPart request={request} zone={viewing.zone} />,
  clock: <ClockPart request={request} zone={viewing.zone} />,
  acts: <ButtonsPart request={request} visitor={viewing.visitor} now={viewing.now} />,
  people: (
    <PeoplePart request={request} sheet={viewing.sheet} visitor={viewing.visitor} zone={viewing.zone} />
  ),
  evidence: <EvidencePart request={request} />,
});

export const RequestPage = ({ c, parts }: { c: PageContext; parts: Parts }) => (
  <>
    {parts["head"]}
    <Done c={c} words={DONE} />
    <div class="grid">
      <div class="column half">{parts["steps"]}</div>
      <div class="column half">
        {parts["clock"]}
        {parts["acts"]}
      </div>
      {parts["people"]}
      {parts["evidence"]}
    </div>
  </>
);

const HeadPart = ({ request, now }: { request: RequestView; now: Date }) => (
  <PageHead
    id="head"
    at="/requests/:id"
    of={request}
    up={<a href="/requests">All requests</a>}
    about={
      <>
        {regulationName(request.regulation)}, handed in by {request.createdBy}{" "}
        <Ago at={request.createdAt} now={now} />
        {request.code === null ? "" : ` · ${reason(request.code)}`}
      </>
    }
  >
    <State word={REQUEST_LIFECYCLE[request.state]} />
  </PageHead>
);
