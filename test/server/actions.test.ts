import { expect, it } from "vitest";
import { ACTS } from "../../src/dashboard/queues/acts.js";
import {
  ACTIONS,
  CERTIFICATE_ISSUED,
  COMEBACK_SEEN,
  LOG_ISSUER,
  PERSON_LOOKED_AT,
  REQUEST_ENDED,
  REQUEST_RECEIVED,
  RUN_APPROVED,
  RUN_CREATED,
  WATCH_UNJUDGED,
} from "../../src/model/actions.js";
import { openSigner } from "../../src/opendsr/signer.js";
import { createApi } from "../../src/server/create-api.js";
import { traitsOf } from "../../src/server/http/route-traits.js";
import { dashboardHarness } from "../dashboard/dashboard-harness.js";
import { makeCertificate } from "../opendsr/certificate.js";
import { describePostgres } from "../support/ledger.js";

/** What no route records. */
const OTHERS = [
  ...[RUN_CREATED, RUN_APPROVED, REQUEST_RECEIVED, REQUEST_ENDED, WATCH_UNJUDGED],
  ...[CERTIFICATE_ISSUED, COMEBACK_SEEN, LOG_ISSUER, PERSON_LOOKED_AT],
  ...["log.begun", "keys.rotated", "keys.destroyed"],
  ...["sessions.begin", "sessions.end", "sessions.end_all", "accounts.password"],
  // A call to no route of ours, without a token.
  "api.call",
];

describePostgres("the log of actions", (on) => {
  it("has words for what is recorded, and for nothing else", async () => {
    const opendsr = await openSigner(await makeCertificate(), new Date(Date.now() + 1_000));
    const { routes } = createApi({ ...dashboardHarness(on.app()).backend, opendsr });
    const ofRoutes = routes.flatMap(({ handler }) => traitsOf([handler]).action ?? []);
    const ofQueues = Object.values(ACTS).map(({ action }) => action);
    const recorded = new Set<string>([...ofRoutes, ...ofQueues, ...OTHERS]);
    expect([...recorded].sort()).toEqual(Object.keys(ACTIONS).sort());
  });
});
