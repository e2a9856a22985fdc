import type { LogFacts } from "../../service/evidence/log-facts.js";
import { instant } from "../http/instant.js";
import type { LogStanding } from "../../contracts/log.js";

export function logStanding({
  log,
  newest,
  published,
  waiting,
  oldestWaiting,
  refused,
}: LogFacts): LogStanding {
  return {
    size: log?.size ?? 0,
    checkpoint: log && newest ? { size: newest.size, at: instant(newest.at), origin: log.origin } : null,
    waiting,
    oldestWaiting: instant(oldestWaiting),
    refused,
    published: published.map(({ target, at }) => ({ target, at: instant(at) })),
  };
}
