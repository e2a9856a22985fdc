import type { OverviewView } from "../../contracts/overview.js";
import type { QuotaView } from "../../contracts/quota.js";
import type { Parts } from "../live.js";
import { ComebacksPart } from "./comebacks-part.js";
import { DeadlinesPart } from "./deadlines-part.js";
import { FieldsPart } from "./fields-part.js";
import { LogPart } from "./log-part.js";
import { ParkedPart } from "./parked-part.js";
import { QuotaPart } from "./quota-part.js";
import { RunsPart } from "./runs-part.js";
import { SchedulesPart } from "./schedules-part.js";
import { VerdictPart } from "./verdict-part.js";
import type { Viewing } from "./viewing.js";

/** The overview in its parts, each with its ID, so that they can be sent one by one. */
export function partsOf(overview: OverviewView, quota: QuotaView | undefined, viewing: Viewing): Parts {
  return {
    verdict: <VerdictPart {...overview} />,
    deadlines: <DeadlinesPart {...overview} {...viewing} />,
    runs: <RunsPart {...overview} {...viewing} />,
    quota: <QuotaPart quota={quota} {...viewing} />,
    parked: <ParkedPart {...overview} />,
    comebacks: <ComebacksPart {...overview} {...viewing} />,
    fields: <FieldsPart {...overview} />,
    log: <LogPart {...overview} {...viewing} />,
    schedules: <SchedulesPart {...overview} {...viewing} />,
  };
}
