import type { Config } from "../../config/config.js";
import type { TalkJSOptions } from "../../talkjs/client.js";
import { silent } from "../../telemetry/telemetry.js";

/** A client for a call or two, which don't need the shared quota: that may be what is broken, or not there. */
export const singleCalls = (config: Config): TalkJSOptions => ({
  appId: config.appId ?? "",
  secretKey: config.secretKey ?? "",
  apiUrl: config.apiUrl,
  proxy: config.proxy,
  auth: config.auth,
  limiter: { acquire: async () => undefined, pause: async () => undefined },
  maxAttempts: 2,
  telemetry: silent,
});
