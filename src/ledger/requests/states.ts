export type LookupState = "scanning" | "done" | "failed";
