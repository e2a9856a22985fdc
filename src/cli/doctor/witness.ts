import type { Config } from "../../config/config.js";
import type { TalkJS } from "../../talkjs/client.js";
import { Witness } from "../../talkjs/witness/witness.js";
import { isBare } from "../../talkjs/witness/witness-user.js";
import { witnessOptions } from "../../wiring/witness.js";
import type { Finding } from "./finding.js";

const WHAT = "Second witness";
const SYNC = "Browser synchronization";
const SETUP =
  "npm install @talkjs/core, set TALKJS_WITNESS_USER to an ID that nobody has, then: scrubjay witness create.";
const SWITCH = "TalkJS's dashboard, Settings → Security → Browser synchronization";

/**
 * Whether the second witness can look, and what only it can tell: whether pages may write users, by which whoever was
 * erased comes back.
 * @param isWanted whether the policy wants it.
 * @throws {WITNESS_…} where it is set up and can't look.
 */
export async function witnessFindings(config: Config, talkjs: TalkJS, isWanted: boolean): Promise<Finding[]> {
  const witness = new Witness(witnessOptions(config));
  if (witness.user === undefined || (!witness.isInstalled && !isWanted)) return unset(witness, isWanted);
  await witness.look([]);
  return [await userFinding(witness.user, talkjs), syncFinding(await witness.isSynchronized())];
}

function unset({ user, isInstalled }: Witness, isWanted: boolean): Finding[] {
  const lacks = [
    ...(isInstalled ? [] : ["TalkJS's client isn't installed"]),
    ...(user === undefined ? ["no user is set as whom to look"] : []),
  ].join(", and ");
  const can: Finding = isWanted
    ? { what: WHAT, verdict: "problem", detail: `the policy wants one, and ${lacks}`, remedy: SETUP }
    : { what: WHAT, verdict: "ok", detail: "none, and the policy wants none" };
  return [
    can,
    {
      what: SYNC,
      verdict: "warning",
      detail: "can't be told without a second witness; while it is on, any browser can undo an erasure",
      remedy: `Look in ${SWITCH}. Or let doctor tell: ${SETUP}`,
    },
  ];
}

async function userFinding(id: string, talkjs: TalkJS): Promise<Finding> {
  const user = await talkjs.user(id).get();
  if (user && isBare(user)) return { what: WHAT, verdict: "ok", detail: "is let in, and sees itself" };
  return {
    what: WHAT,
    verdict: "problem",
    detail:
      "its user holds more than a name: it may be a person, who would be left alone by every run with it",
    remedy: "Set TALKJS_WITNESS_USER to an ID that nobody has, then: scrubjay witness create.",
  };
}

const syncFinding = (isOn: boolean): Finding =>
  isOn
    ? {
        what: SYNC,
        verdict: "warning",
        detail: "is on for users: a browser or app that still has somebody's old data writes it back",
        remedy: `Switch it off for users in ${SWITCH}; conversations have a switch of their own.`,
      }
    : { what: SYNC, verdict: "ok", detail: "is off for users, so no browser brings back what was erased" };
