import type { Pseudonyms } from "../audit/pseudonyms.js";
import type { TalkJS } from "../talkjs/client.js";

/** Who is online is listed again only after this long: every batch asks, and the list costs requests. */
const FRESH_MS = 30_000;

/** Who is online now, as pseudonyms. */
export class OnlineUsers {
  #listed: { at: number; subjects: Set<string> } | undefined;

  constructor(
    private readonly pseudonyms: Pseudonyms,
    private readonly clock: () => Date,
  ) {}

  async subjects(talkjs: TalkJS, signal: AbortSignal): Promise<ReadonlySet<string>> {
    const at = this.clock().getTime();
    if (this.#listed && at - this.#listed.at < FRESH_MS) return this.#listed.subjects;
    const subjects = new Set<string>();
    for await (const page of talkjs.users.pages({ isOnline: true }, { signal })) {
      for (const user of page) subjects.add(this.pseudonyms.subject(user.id));
    }
    this.#listed = { at, subjects };
    return subjects;
  }
}
