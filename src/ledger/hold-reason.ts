import type { HoldGround } from "./tables/holds.js";

const PREFIX = "hold_17_3_";

/** The reason that an audit entry gives for whoever a legal hold keeps; its end is the letter of GDPR Art. 17(3). */
export const holdReason = (ground: HoldGround): string => `${PREFIX}${ground}`;

export const isHoldReason = (reason: string | null): boolean => reason?.startsWith(PREFIX) ?? false;
