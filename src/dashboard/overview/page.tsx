import type { Parts } from "../live.js";
import { titleOf } from "../pages.js";

export const OverviewPage = ({ parts }: { parts: Parts }) => (
  <>
    <h1>{titleOf("/")}</h1>
    {parts["verdict"]}
    <div class="grid">
      <div class="column two-thirds">
        {parts["deadlines"]}
        {parts["quota"]}
        {parts["log"]}
      </div>
      <div class="column third">
        {parts["runs"]}
        {parts["parked"]}
        {parts["comebacks"]}
        {parts["fields"]}
        {parts["schedules"]}
      </div>
    </div>
  </>
);
