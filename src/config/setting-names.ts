import { closest } from "../model/closest.js";
import type { SettingProblem } from "./error.js";

/** What begins like one of ours is meant as one. */
const OURS = /^(SCRUBJAY|TALKJS)_/i;

/**
 * What Kubernetes and Docker set in every container for a service that is called like us: `SCRUBJAY_SERVICE_HOST`,
 * `SCRUBJAY_PORT_8080_TCP_ADDR`.
 * @see https://kubernetes.io/docs/concepts/services-networking/service/#environment-variables
 */
const OF_PLATFORM = /_(SERVICE_HOST|SERVICE_PORT(_\w+)?|PORT|PORT_\d+_(TCP|UDP)(_(PROTO|PORT|ADDR))?)$/;

/** What is wrong with names of settings: a safety that is mistyped would be off without a word. */
export interface NameFindings {
  problems: SettingProblem[];
  /** Names that may be somebody else's. */
  unknown: string[];
}

/**
 * Looks at names that aren't settings.
 * @param ours names in our own file, where nobody else's stand; else those of the surroundings, which we share.
 */
export function nameFindings(
  names: readonly string[],
  known: readonly string[],
  ours: ReadonlySet<string>,
): NameFindings {
  const findings: NameFindings = { problems: [], unknown: [] };
  const meant = known.filter((name) => OURS.test(name));
  for (const name of names) {
    if (known.includes(name) || (!ours.has(name) && OF_PLATFORM.test(name))) continue;
    const near = closest(name, meant);
    if (near !== null)
      findings.problems.push({ setting: name, problem: `is no setting. Did you mean ${near}?` });
    else if (OURS.test(name) && ours.has(name))
      findings.problems.push({ setting: name, problem: "is no setting" });
    else if (/^SCRUBJAY_/i.test(name)) findings.unknown.push(name);
  }
  return findings;
}
