/** What the service itself records, in the transaction that does it; certificates say it after them. */
export const RUN_CREATED = "run.created";
export const RUN_APPROVED = "run.approved";
export const REQUEST_RECEIVED = "request.received";
export const REQUEST_ENDED = "request.ended";
