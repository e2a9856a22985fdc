import { UUID_FORM } from "../model/ids.js";

const PLACES = "account|requests|runs|audit|policy|schedules|holds|comebacks|queues";
const WORDS =
  "new|deliveries|extend|entries|actions|log|look|watches|job-schedulers|queue|control|erasure|sweep|delivery";
/** What our own addresses are made of. Anything else could lead to another site, or name a person. */
const OURS = new RegExp(String.raw`^\/(?:(?:${PLACES})(?:\/(?:${WORDS}|[1-9]\d{0,8}|${UUID_FORM}))*)?$`);

/** Where to go after the sign-in: a page of ours, or else the first one. Never another site. */
export const localPath = (path: string | undefined): string =>
  path !== undefined && path.length <= 200 && OURS.test(path) ? path : "/";
