import { z } from "zod";
import { ConversationEditSchema } from "../../acts/conversation-edit.js";
import { removeParticipant, setParticipation } from "../../acts/participants.js";
import { EMPTY, fail, ok, type Answer } from "../../api/answer.js";
import { checked } from "../../routes/route.js";
import type { World } from "../../store/world.js";
import { activeParticipation, asReader, NO_CONVERSATION, permissionsOf } from "../access.js";
import { param, unwatch, watch, type Hub, type RealtimeCall } from "../call.js";
import { pageOf, pageQuery } from "../page.js";
import { topicPart, type Topic } from "../subscriptions.js";
import { participantOf, type ParticipantView } from "../views/participant.js";
import { OWN_PARTICIPATION } from "./own-participation.js";
import { NO_SUCH_USER } from "./users.js";

const MAX_ACTIONS = 100;
/** The most that the client asks for. */
const MAX_PARTICIPANTS_PER_PAGE = 50;

const ParamsSchema = ConversationEditSchema.omit({ id: true, participants: true }).extend(OWN_PARTICIPATION);

/** `PUT` takes in or edits, `PATCH` edits, `POST` takes in. */
const ActionSchema = z.strictObject({
  id: z.string().min(1),
  method: z.enum(["PUT", "PATCH", "POST"]),
  params: ParamsSchema.default({}),
});

const ActionsSchema = z.strictObject({ actions: z.array(ActionSchema).min(1).max(MAX_ACTIONS) });

type Action = z.infer<typeof ActionSchema>;

const NO_PARTICIPANT = fail(404, "PARTICIPANT_NOT_FOUND", ["no such participant"]);
const NOT_EDITABLE = fail(403, "UNAUTHORIZED_TO_EDIT_PARTICIPANT", ["this user may not do that"]);

export function listParticipants(call: RealtimeCall, hub: Hub): Answer {
  return asReader(call, hub, (conversation) =>
    checked(pageQuery(MAX_PARTICIPANTS_PER_PAGE), call.data, (query) => {
      const all = Object.keys(conversation.participants).flatMap(
        (id) => participantOf(conversation, id) ?? [],
      );
      const placeOf = ({ id, joinedAt }: ParticipantView) => ({ at: joinedAt, id });
      const { items, cursor } = pageOf(all, placeOf, "newest-first", query);
      return ok(JSON.stringify({ data: items, cursor }));
    }),
  );
}

export function getParticipant(call: RealtimeCall, hub: Hub): Answer {
  return asReader(call, hub, (conversation) => {
    const participant = participantOf(conversation, param(call, "u"));
    return participant === undefined ? NO_PARTICIPANT : ok(JSON.stringify(participant));
  });
}

export function subscribeParticipants(call: RealtimeCall, hub: Hub): Answer {
  return watch(call, hub, [topicOf(call)]);
}

export function unsubscribeParticipants(call: RealtimeCall, hub: Hub): Answer {
  return unwatch(call, hub, topicOf(call));
}

/** Each action has a response of its own, in their order. */
export function actOnParticipants(call: RealtimeCall, { data }: Hub): Answer {
  return checked(ActionsSchema, call.data, ({ actions }) => {
    if (!data.conversations.has(param(call, "c"))) return NO_CONVERSATION;
    const responses = actions.map((action) => {
      const { status, body } = act(call, data, action);
      return { status, ...(status === 200 ? {} : (JSON.parse(body) as object)) };
    });
    return ok(JSON.stringify({ responses }));
  });
}

export function deleteParticipant(call: RealtimeCall, { data }: Hub): Answer {
  const conversation = data.conversations.get(param(call, "c"));
  if (conversation === undefined) return NO_CONVERSATION;
  const userId = param(call, "u");
  if (!mayWrite(call, data, userId)) return NOT_EDITABLE;
  if (activeParticipation(conversation, userId) === undefined) return NO_PARTICIPANT;
  removeParticipant(data, conversation, userId, false);
  return EMPTY;
}

function act(call: RealtimeCall, world: World, { id, method, params }: Action): Answer {
  // Anew for each, for the action before it made another one of it.
  const conversation = world.conversations.get(param(call, "c"));
  if (conversation === undefined) return NO_CONVERSATION;
  const current = activeParticipation(conversation, id);
  if (method === "POST" && current !== undefined)
    return fail(409, "PARTICIPANT_ALREADY_EXISTS", ["they take part already"]);
  // Without syncing one may still say when oneself is notified.
  const isOwnNotify = current !== undefined && id === call.from.userId && params.access === undefined;
  if (!isOwnNotify && !mayWrite(call, world, id)) return NOT_EDITABLE;
  if (method === "PATCH" && current === undefined) return NO_PARTICIPANT;
  if (!world.users.has(id)) return NO_SUCH_USER;
  const access = params.access === undefined ? current?.access : params.access;
  const notify = params.notify === undefined ? current?.notify : params.notify;
  setParticipation(world, conversation, id, { access: access ?? "ReadWrite", notify: notify ?? true });
  return EMPTY;
}

/** Assumption: whoever may say who takes part may say it everywhere, for one's own part is said in the same way. */
function mayWrite(call: RealtimeCall, world: World, userId: string): boolean {
  const { userId: by } = call.from;
  return world.settings.syncConversations && (userId === by || permissionsOf(world, by).editParticipants);
}

/** Of one participant where the route names one, else of all. */
function topicOf(call: RealtimeCall): Topic {
  const { u } = call.params;
  const part = u === undefined ? topicPart("participants") : topicPart("participants", u);
  return { of: "conversation", id: param(call, "c"), part };
}
