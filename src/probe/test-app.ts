import { failure } from "../base/errors.js";

/** What TalkJS's secret keys of test apps begin with; live ones begin with `sk_live_`. */
const OF_TESTS = "sk_test_";

/**
 * Whatever isn't known to be a test app is none.
 * @throws {APP_NOT_FOR_TESTS}
 */
export function demandTestApp(secretKey: string | undefined): void {
  if (!secretKey?.startsWith(OF_TESTS)) throw failure("APP_NOT_FOR_TESTS");
}
