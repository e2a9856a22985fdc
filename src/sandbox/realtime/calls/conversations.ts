import type { z } from "zod";
import { ConversationEditSchema } from "../../acts/conversation-edit.js";
import { editConversation } from "../../acts/conversations.js";
import { markRead, markUnread } from "../../acts/reading.js";
import { EMPTY, fail, ok, type Answer } from "../../api/answer.js";
import { MAX_CONVERSATIONS_PER_PAGE } from "../../options.js";
import { checked } from "../../routes/route.js";
import type { World } from "../../store/world.js";
import { activeParticipation, asParticipant, asReader, permissionsOf } from "../access.js";
import { param, unwatch, watch, type Hub, type RealtimeCall } from "../call.js";
import { ConversationFilterSchema, passesFilter, type Filtered } from "../conversation-filter.js";
import { pageOf, pageQuery, type Place } from "../page.js";
import { topicPart, type Topic } from "../subscriptions.js";
import { sideOf } from "../views/side.js";
import { OWN_PARTICIPATION } from "./own-participation.js";
import { NO_SUCH_USER } from "./users.js";

/** What a browser says of a conversation and of its own user's part in it comes in one, twice. */
const EditSchema = ConversationEditSchema.omit({ id: true, participants: true }).extend(OWN_PARTICIPATION);

const ListSchema = pageQuery(MAX_CONVERSATIONS_PER_PAGE).extend({
  filter: ConversationFilterSchema.optional(),
});

const NOT_EDITABLE = fail(403, "UNAUTHORIZED_TO_EDIT", ["this user may not write this conversation"]);

const conversationTopic = (call: RealtimeCall): Topic => ({
  of: "conversation",
  id: param(call, "c"),
  part: topicPart(),
});

export function getConversation(call: RealtimeCall, hub: Hub): Answer {
  return asReader(call, hub, (conversation) =>
    ok(JSON.stringify(sideOf(hub.data, conversation, call.from.userId))),
  );
}

/** The newest first, by the last message, else by when one joined. The pages behind the first have its filter. */
export function listConversations(call: RealtimeCall, { data }: Hub): Answer {
  const { userId } = call.from;
  if (!data.users.has(userId)) return NO_SUCH_USER;
  return checked(ListSchema, call.data, ({ limit, cursor, filter: asked }) => {
    const filter = ConversationFilterSchema.optional().safeParse(cursor?.query ?? asked).data;
    const own = ownConversations(data, userId).filter((each) => passesFilter(each, filter));
    const page = pageOf(own, placeInList, "newest-first", { limit, cursor }, filter);
    return ok(JSON.stringify({ data: page.items.map(({ side }) => side), cursor: page.cursor }));
  });
}

export const placeInList = ({ side, lastActivityAt }: Filtered): Place => ({
  at: lastActivityAt,
  id: side.id,
});

/** The conversations that somebody takes part in. */
export function ownConversations(world: World, userId: string): Filtered[] {
  return world.conversations
    .ofUser(userId, world.users.people.indexOf(userId))
    .filter((conversation) => activeParticipation(conversation, userId) !== undefined)
    .flatMap((conversation) => {
      const side = sideOf(world, conversation, userId);
      const hasMessages = world.conversations.lastMessage(conversation.id) !== undefined;
      if (side === undefined) return [];
      return [{ side, hasMessages, lastActivityAt: hasMessages ? side.lastMessageAt : side.joinedAt }];
    });
}

export function subscribeConversations(call: RealtimeCall, hub: Hub): Answer {
  return watch(call, hub, [{ of: "list" }]);
}

export function unsubscribeConversations(call: RealtimeCall, hub: Hub): Answer {
  return unwatch(call, hub, { of: "list" });
}

export function subscribeConversation(call: RealtimeCall, hub: Hub): Answer {
  return watch(call, hub, [conversationTopic(call)]);
}

export function unsubscribeConversation(call: RealtimeCall, hub: Hub): Answer {
  return unwatch(call, hub, conversationTopic(call));
}

export function setConversation(call: RealtimeCall, { data }: Hub): Answer {
  return checked(EditSchema, call.data, (edit) => write(call, data, edit));
}

export function createConversation(call: RealtimeCall, { data }: Hub): Answer {
  return checked(EditSchema, call.data, (edit) =>
    data.conversations.has(param(call, "c"))
      ? fail(409, "CONVERSATION_ALREADY_EXISTS", ["it exists already"])
      : write(call, data, edit),
  );
}

export function readConversation(call: RealtimeCall, hub: Hub): Answer {
  return asParticipant(call, hub, (conversation) => {
    markRead(hub.data, conversation, call.from.userId);
    return EMPTY;
  });
}

export function unreadConversation(call: RealtimeCall, hub: Hub): Answer {
  return asParticipant(call, hub, (conversation) => {
    markUnread(hub.data, conversation, call.from.userId);
    return EMPTY;
  });
}

/** Assumption: whoever may write conversations may write any, for whoever is none of its participants becomes one by it. */
function write(call: RealtimeCall, world: World, edit: z.infer<typeof EditSchema>): Answer {
  const { userId } = call.from;
  if (!world.users.has(userId)) return NO_SUCH_USER;
  if (!world.settings.syncConversations || !permissionsOf(world, userId).editConversations)
    return NOT_EDITABLE;
  const { access: _, notify: __, ...own } = edit;
  editConversation(world, param(call, "c"), own);
  return EMPTY;
}
