import { z } from "zod";
import { NEWEST_API_VERSION } from "./api/api-version.js";
import { SandboxError } from "./error.js";
import { SettingsSchema, type SettingsEdit } from "./store/settings.js";

/** `rate` in requests per second, `burst` in requests: in any window of w seconds at most `rate * w + burst` pass. */
export interface MeterLimit {
  rate: number;
  burst: number;
}

/** `rest`: every ordinary request. `batch`: `POST /batch`, of which up to `queued` wait for their turn before a 429. */
export interface SandboxLimits {
  rest: MeterLimit;
  batch: MeterLimit & { queued: number };
}

/** TalkJS's documented limits. @see https://talkjs.com/docs/REST_API/Getting_Started/ */
export const TALKJS_LIMITS: SandboxLimits = {
  rest: { rate: 9, burst: 600 },
  batch: { rate: 1, burst: 500, queued: 100 },
};

export const DEFAULT_APP_ID = "sandboxApp";
export const DEFAULT_SECRET_KEY = "sk_test_sandbox";
export const DEFAULT_USERS = 1_000;
export const DEFAULT_SEED = 1;
export const DEFAULT_HOST = "127.0.0.1";
export const MAX_USERS = 1_000_000;
export const MAX_CLIENTS = 10_000;
export const DEFAULT_CLIENTS_EVERY_MS = 60_000;
/** The documented maximum of `limit` in lists of conversations. */
export const MAX_CONVERSATIONS_PER_PAGE = 30;

/** Every option has a default: `startSandbox({})` is 1,000 people at TalkJS's own limits on a free port. */
export interface SandboxOptions {
  /** @default "sandboxApp" */
  appId?: string;
  /** @default "sk_test_sandbox" */
  secretKey?: string;
  /** Synthetic people, 0 to 1,000,000. @default 1000, or 0 with `importFolder` */
  users?: number;
  /** The same seed, number of users and `now` make the same people. @default 1 */
  seed?: number;
  /** 0 takes any free port. @default 0 */
  port?: number;
  /** @default "127.0.0.1" */
  host?: string;
  /** Where the sandbox's own clock starts, in Unix ms. Tokens are judged by the real clock. @default Date.now() */
  now?: number;
  /** @default TALKJS_LIMITS */
  limits?: SandboxLimits | "unlimited";
  /**
   * The largest `limit` that lists of conversations take. TalkJS documents 30; its published exporter and
   * `anonymiseUser` script ask for 100 and get a 400 at that. With 100 they find the conversations too.
   * @default 30
   */
  maxConversationsPerPage?: number;
  /** A folder that TalkJS's published exporter wrote. */
  importFolder?: string;
  /** The app's own version of the REST API, for requests that ask for none. @default the newest */
  apiVersion?: string;
  /** Browsers that come back and write what their pages held at the start, themselves and their partners. @default 0 */
  clients?: number;
  /** How often each of them comes. @default 60000 */
  clientsEveryMs?: number;
  /** What the app's dashboard says, and what is assumed of TalkJS where no document says it. */
  settings?: SettingsEdit;
}

const RateSchema = z.object({ rate: z.number().positive(), burst: z.number().int().min(1) });

const OptionsSchema = z.strictObject({
  appId: z.string().min(1).default(DEFAULT_APP_ID),
  secretKey: z.string().min(1).default(DEFAULT_SECRET_KEY),
  users: z.number().int().min(0).max(MAX_USERS).optional(),
  seed: z.number().int().default(DEFAULT_SEED),
  port: z.number().int().min(0).max(65_535).default(0),
  host: z.string().min(1).default(DEFAULT_HOST),
  now: z.number().int().optional(),
  limits: z
    .union([
      z.literal("unlimited"),
      z.object({ rest: RateSchema, batch: RateSchema.extend({ queued: z.number().int().min(0) }) }),
    ])
    .default(TALKJS_LIMITS),
  maxConversationsPerPage: z.number().int().min(1).default(MAX_CONVERSATIONS_PER_PAGE),
  importFolder: z.string().min(1).optional(),
  apiVersion: z.iso.date().default(NEWEST_API_VERSION),
  settings: SettingsSchema.default({}),
  clients: z.number().int().min(0).max(MAX_CLIENTS).default(0),
  clientsEveryMs: z.number().int().min(1).max(86_400_000).default(DEFAULT_CLIENTS_EVERY_MS),
});

export type CheckedOptions = z.infer<typeof OptionsSchema> & { users: number; now: number };

/** Fills in the defaults. @throws SandboxError (`SANDBOX_OPTION`) that names every option that is wrong. */
export function checkOptions(options: SandboxOptions): CheckedOptions {
  const result = OptionsSchema.safeParse(options);
  if (!result.success) {
    const problems = result.error.issues.map(
      (issue) => `${issue.path.join(".") || "options"}: ${issue.message}`,
    );
    throw new SandboxError("SANDBOX_OPTION", `The sandbox can't start: ${problems.join("; ")}.`);
  }
  const checked = result.data;
  const users = checked.users ?? (checked.importFolder === undefined ? DEFAULT_USERS : 0);
  return { ...checked, users, now: checked.now ?? Date.now() };
}
