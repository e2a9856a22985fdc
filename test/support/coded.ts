import { expect } from "vitest";
import type { ErrorCode } from "../../src/model/errors/index.js";

/** For `toThrow` and `toEqual`: a failure with this code. */
export const coded = (code: ErrorCode): unknown => expect.objectContaining({ code });
