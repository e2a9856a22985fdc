const PLACES = "account|requests|runs|audit|policy|schedules|holds|comebacks|queues";
const WORDS =
  "new|deliveries|extend|entries|actions|log|look|watches|job-schedulers|queue|control|erasure|sweep|delivery";
const UUID = String.raw`[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}`;
/** What our own addresses are made of. Anything else could lead to another site, or name a person. */
const OURS = new RegExp(String.raw`^\/(?:(?:${PLACES})(?:\/(?:${WORDS}|[1-9]\d{0,8}|${UUID}))*)?$`);

/** Where to go after the sign-in: a page of ours, or else the first one. Never another site. */
export const localPath = (path: string | undefined): string =>
  path !== undefined && path.length <= 200 && OURS.test(path) ? path : "/";
