import pLimit from "p-limit";
import { failure } from "../../base/errors.js";
import { userToken } from "../tokens.js";
import type { ProxySettings } from "../transport.js";
import type { User } from "../user.js";
import { apiUrlsOf } from "./api-urls.js";
import { findClient } from "./find-client.js";
import { publicUser } from "./public-user.js";
import { proxyOf, runThread, type ThreadAnswer, type ThreadTask } from "./witness-thread.js";

/** People that TalkJS shows in one call, less the witness. */
export const MOST_LOOKED_AT = 999;

/** Its connection included; the client itself waits up to 15 s before it connects again. */
const DEADLINE_MS = 45_000;
/** Each is a thread and a connection. */
const LOOKS_AT_A_TIME = 2;

export interface WitnessOptions {
  appId: string;
  secretKey: string;
  /** Of the REST API; the other addresses follow from it. */
  apiUrl: string;
  /** @default none */
  proxy?: ProxySettings;
  /** The user as whom it signs in; undefined: none is set. */
  user: string | undefined;
  /** Where TalkJS's client may be installed, beside the program. */
  folders: readonly string[];
  /** For one look, in milliseconds. @default 45000 */
  deadlineMs?: number;
  /** Unix milliseconds. @default Date.now */
  clock?: () => number;
  /** Where the client lies. @default looks for it */
  find?: (folders: readonly string[]) => string | undefined;
}

/**
 * The second witness: sees people as other chat participants do, over TalkJS's Realtime API. It signs in as a user of its
 * own, and opens a new connection for every look, so that nothing is remembered from the one before.
 */
export class Witness {
  readonly #limit = pLimit(LOOKS_AT_A_TIME);

  constructor(private readonly options: WitnessOptions) {}

  /** As whom it signs in. */
  get user(): string | undefined {
    return this.options.user;
  }

  /** Whether TalkJS's client is installed. */
  get isInstalled(): boolean {
    return this.#client() !== undefined;
  }

  /** @throws {WITNESS_MISSING | WITNESS_UNSET} where it can't look here, whatever TalkJS says. */
  demand(): void {
    this.#task("look");
  }

  /**
   * What is shown of people, as far as the REST API would say it too; null where nobody is shown, or TalkJS refuses to answer
   * about them. Without people it shows that the witness is let in and sees itself.
   * @param ids up to `MOST_LOOKED_AT`.
   * @throws {WITNESS_MISSING | WITNESS_UNSET | WITNESS_REFUSED | WITNESS_UNKNOWN | WITNESS_UNAVAILABLE}, the signal's reason
   */
  async look(ids: readonly string[], signal?: AbortSignal): Promise<Map<string, User | null>> {
    if (ids.length > MOST_LOOKED_AT)
      throw failure("API_TOO_MANY", { most: MOST_LOOKED_AT, what: "people to look at" });
    const answer = await this.#run("look", ids, signal);
    if (answer.end !== "seen") throw this.#endOf(answer);
    if (answer.self === undefined) return this.#lookApart(ids, signal);
    const self = publicUser(this.user ?? "", answer.self, undefined);
    // Where it doesn't see itself, that it sees nobody else says nothing.
    if (!self) throw failure("WITNESS_UNKNOWN");
    return new Map(ids.map((id, i) => [id, publicUser(id, answer.people[i], answer.self)]));
  }

  /** TalkJS refuses to show all of them at once: in halves, so that one of them doesn't hide the others. */
  async #lookApart(
    ids: readonly string[],
    signal: AbortSignal | undefined,
  ): Promise<Map<string, User | null>> {
    const [first] = ids;
    if (first === undefined) throw failure("WITNESS_REFUSED");
    if (ids.length === 1) {
      await this.look([], signal);
      return new Map([[first, null]]);
    }
    const half = Math.ceil(ids.length / 2);
    const one = await this.look(ids.slice(0, half), signal);
    return new Map([...one, ...(await this.look(ids.slice(half), signal))]);
  }

  /**
   * Whether the app takes what pages write of users ("browser synchronization"): whoever was erased can come back from there.
   * @throws as `look`
   */
  async isSynchronized(signal?: AbortSignal): Promise<boolean> {
    const answer = await this.#run("synchronize", [], signal);
    if (answer.end !== "synchronized") throw this.#endOf(answer);
    return answer.isOn;
  }

  #client(): string | undefined {
    const { folders, find = findClient } = this.options;
    return find(folders);
  }

  #task(kind: ThreadTask["kind"]): Pick<ThreadTask, "client" | "kind"> & { userId: string } {
    const client = this.#client();
    if (client === undefined) throw failure("WITNESS_MISSING");
    if (this.user === undefined) throw failure("WITNESS_UNSET");
    return { client, kind, userId: this.user };
  }

  #run(
    kind: ThreadTask["kind"],
    ids: readonly string[],
    signal: AbortSignal | undefined,
  ): Promise<ThreadAnswer> {
    const { appId, secretKey, apiUrl, proxy, deadlineMs = DEADLINE_MS, clock = Date.now } = this.options;
    return this.#limit(async () => {
      const { client, userId } = this.#task(kind);
      const token = await userToken(appId, secretKey, userId, clock());
      const session = { appId, userId, token, apiUrls: apiUrlsOf(apiUrl) };
      const task = { client, session, kind, ids, proxy: proxy && proxyOf(proxy) };
      return runThread(task, deadlineMs, signal);
    });
  }

  #endOf({ end }: ThreadAnswer) {
    if (end === "refused") return failure("WITNESS_REFUSED");
    if (end === "unknown") return failure("WITNESS_UNKNOWN");
    return failure("WITNESS_UNAVAILABLE", { reason: "TalkJS's answer is unclear" });
  }
}
