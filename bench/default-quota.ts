import { loadConfig } from "../src/config/config.js";

const { meters, share } = loadConfig({});

/** Requests a second, by default (TALKJS_RATE). */
export const RATE = meters.rest.rate;
/** The part of it that is ours, by default (TALKJS_QUOTA_SHARE). */
export const SHARE = share;
