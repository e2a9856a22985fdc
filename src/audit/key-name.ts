import { failure } from "../base/errors.js";

/** No Unicode space and no plus (c2sp.org/signed-note); no other control characters, since it is part of a line. */
const KEY_NAME = /^[^\p{White_Space}\p{Cc}\p{Cs}+]+$/u;

/** Whether a text can be the name of a key, and so the origin of a log. */
export function isKeyName(text: string): boolean {
  return KEY_NAME.test(text);
}

/** @throws NOTE_KEY_INVALID */
export function demandKeyName(text: string): void {
  if (!isKeyName(text))
    throw failure("NOTE_KEY_INVALID", {
      reason: "its name is empty, or has a space, a plus or a control character",
    });
}
