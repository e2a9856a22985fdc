import type { Config } from "../config/config.js";
import type { WitnessOptions } from "../talkjs/witness/witness.js";

/** How the settings have the second witness look. */
export const witnessOptions = ({
  appId = "",
  secretKey = "",
  apiUrl,
  proxy,
  witness: { user, folder },
}: Pick<Config, "appId" | "secretKey" | "apiUrl" | "proxy" | "witness">): WitnessOptions => ({
  ...{ appId, secretKey, apiUrl, proxy, user },
  folders: [folder],
});
