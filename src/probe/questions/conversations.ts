import { isMapping } from "../../base/mapping.js";
import { VERSION_WITH_LEFT_CONVERSATIONS } from "../../talkjs/api-version.js";
import type { ConversationQuery } from "../../talkjs/conversations.js";
import { attempt, prepared, UnseenError } from "../attempt.js";
import { operate } from "../operate.js";
import { PEOPLE, type Person } from "../people.js";
import type { Probes } from "../probe.js";
import type { Stage } from "../stage.js";

const SECOND_MS = 1_000;
/** So long that the time at TalkJS is another one. */
const MOMENT_MS = 25;

const isTrue = (is: boolean) => is;

/** Whether a list of `a`'s conversations has the one that is thrown away; looked for a few times. */
const isListed = (stage: Stage, query: ConversationQuery): Promise<boolean> =>
  stage.eventually(async () => {
    const list = stage.talkjs.user(PEOPLE.a.id).conversations(query, stage.call);
    return (await prepared(list.page())).some(({ id }) => id === stage.conversation.id);
  }, isTrue);

/** Whether the conversation is unread for somebody; undefined where TalkJS doesn't say. */
async function isUnread(stage: Stage, person: Person): Promise<boolean | undefined> {
  const participation = (await stage.readConversation()).participants?.[PEOPLE[person].id];
  const unread = isMapping(participation) ? participation["isUnread"] : undefined;
  return typeof unread === "boolean" ? unread : undefined;
}

export const CONVERSATION_PROBES: Probes<
  "emptyConversationBefore" | "editActivity" | "editUnread" | "leftInList" | "inboundAfterLeaving"
> = {
  // The first of all: once anything was said, the conversation isn't empty any more.
  emptyConversationBefore: {
    requests: 4,
    looks: 2,
    ask: async (stage) => {
      const { createdAt, lastMessage } = await stage.readConversation();
      if (lastMessage || !(await isListed(stage, {}))) throw new UnseenError();
      return (await isListed(stage, { lastMessageBefore: createdAt + SECOND_MS })) ? "yes" : "no";
    },
  },
  editActivity: {
    requests: 6,
    looks: 2,
    ask: async (stage) => {
      const message = await stage.say("The last activity");
      const { createdAt } = await stage.read(message);
      if (typeof createdAt !== "number") throw new UnseenError();
      const isActiveSince = (offsetTs: number) =>
        isListed(stage, { orderBy: "lastActivity", orderDirection: "ASC", offsetTs });
      if (!(await isActiveSince(createdAt - SECOND_MS))) throw new UnseenError();
      await stage.pause(MOMENT_MS);
      await prepared(message.set({ text: "The last activity, edited" }, stage.call));
      return (await isActiveSince(createdAt + 1)) ? "yes" : "no";
    },
  },
  editUnread: {
    requests: 5,
    looks: 2,
    ask: async (stage) => {
      const message = await stage.say("What is read");
      await prepared(stage.talkjs.user(PEOPLE.b.id).read(stage.conversation.id, stage.call));
      const look = () => isUnread(stage, "b");
      const before = await stage.eventually(look, (unread) => unread === false);
      if (before !== false) throw new UnseenError();
      await prepared(message.set({ text: "What is read, edited" }, stage.call));
      return (await stage.eventually(look, (unread) => unread === true)) === true ? "yes" : "no";
    },
  },
  leftInList: {
    requests: 2,
    batches: 2,
    looks: 1,
    ask: async (stage) => {
      const { c } = PEOPLE;
      const look = async () => {
        const path = ["users", c.id, "conversations"];
        const list = await operate(stage, { method: "GET", path, version: VERSION_WITH_LEFT_CONVERSATIONS });
        if (!list.taken) throw new UnseenError();
        return JSON.stringify(list.value).includes(JSON.stringify(stage.conversation.id));
      };
      await prepared(stage.participant("c").join(stage.call));
      if (!(await stage.eventually(look, isTrue))) throw new UnseenError();
      await prepared(stage.participant("c").leave(stage.call));
      const isLeft = await stage.eventually(look, (is) => !is);
      return isLeft ? "of-the-list" : "of-the-leaving";
    },
  },
  inboundAfterLeaving: {
    requests: 4,
    looks: 1,
    ask: async (stage) => {
      const participant = stage.participant("c");
      await prepared(participant.join(stage.call));
      // The address itself is looked at by nobody.
      const look = () => attempt(participant.inboundAddress(stage.call));
      if (!(await look()).taken) throw new UnseenError();
      await prepared(participant.leave(stage.call));
      const left = await stage.eventually(look, ({ taken }) => !taken);
      if (left.taken) return "answered";
      return left.status === 404 ? "not-found" : { other: left.status };
    },
  },
};

/** The last of all: they delete the conversation. */
export const DELETED_CONVERSATION_PROBES: Probes<"conversationDeletedTwice"> = {
  conversationDeletedTwice: {
    requests: 3,
    looks: 1,
    ask: async (stage) => {
      const { conversation, call } = stage;
      await attempt(conversation.delete(call));
      const left = await stage.eventually(
        () => conversation.get(call),
        (found) => found === null,
      );
      if (left !== null) throw new UnseenError();
      const again = await attempt(conversation.delete(call));
      if (again.taken) return "taken";
      return again.status === 404 ? "not-found" : { other: again.status };
    },
  },
};
