import type { SettingProblem } from "./error.js";

/** What a command needs to be set; everything else may stay unset. */
export type Need = "app" | "talkjs";

/** Set together or not at all. */
export const OPENDSR = [
  "SCRUBJAY_OPENDSR_DOMAIN",
  "SCRUBJAY_OPENDSR_KEY_FILE",
  "SCRUBJAY_OPENDSR_CERTIFICATE_FILE",
] as const;

const KEYS_TOGETHER =
  "is not set; with DATABASE_URL all processes must share the keys; make them once with: scrubjay keys create " +
  "(or set SCRUBJAY_KEY_DIR to a folder that all of them see)";

interface Keys {
  pseudonymKey: Buffer | undefined;
  keys: { signing: Buffer | undefined; evidence: ReadonlyMap<number, Buffer> };
}

/** What must be set and isn't, given what else is set and what the command needs. */
export function missingSettings(env: NodeJS.ProcessEnv, needs: readonly Need[]): SettingProblem[] {
  const problems: SettingProblem[] = [];
  const require = (setting: string, problem: string) => {
    if (!env[setting]) problems.push({ setting, problem });
  };
  if (needs.length > 0) require("TALKJS_APP_ID", "is not set; it is the app ID from the TalkJS dashboard");
  if (needs.includes("talkjs"))
    require("TALKJS_SECRET_KEY", "is not set; it is the secret key from the TalkJS dashboard");
  if (env["DATABASE_URL"] && needs.includes("talkjs"))
    require("REDIS_URL", "is not set; processes that share DATABASE_URL must share one Redis, which holds their quota and their queue");
  if (env["DATABASE_URL"])
    require("SCRUBJAY_PSEUDONYM_KEY", "is not set; with DATABASE_URL all processes must share one key; make it once with: openssl rand -base64 32");
  if (env["DATABASE_URL"] && needs.length > 0 && !env["SCRUBJAY_KEY_DIR"]) {
    require("SCRUBJAY_SIGNING_KEY", KEYS_TOGETHER);
    require("SCRUBJAY_EVIDENCE_KEYS", KEYS_TOGETHER);
  }
  if (env["SCRUBJAY_WEBHOOK_URLS"])
    require("SCRUBJAY_WEBHOOK_SECRET", "is not set; webhooks are always signed; make it with: echo whsec_$(openssl rand -base64 32)");
  const opendsr = OPENDSR.filter((setting) => env[setting]);
  for (const setting of opendsr.length > 0 ? OPENDSR : [])
    require(setting, `is not set; OpenDSR needs ${OPENDSR.join(", ")}`);
  return problems;
}

/** A key that does two things: destroying one would leave the other. */
export function sharedKeys({ pseudonymKey, keys: { signing, evidence } }: Keys): SettingProblem[] {
  const isKnown = (key: Buffer, known: (Buffer | undefined)[]) => known.some((other) => other?.equals(key));
  const problem = "must be a key of its own; it stands in another setting too";
  return [
    ...(signing && isKnown(signing, [pseudonymKey]) ? [{ setting: "SCRUBJAY_SIGNING_KEY", problem }] : []),
    ...([...evidence.values()].some((key) => isKnown(key, [pseudonymKey, signing]))
      ? [{ setting: "SCRUBJAY_EVIDENCE_KEYS", problem }]
      : []),
  ];
}
