import { EMPTY, ok, type Answer } from "../../api/answer.js";
import { asReader, asWriter } from "../access.js";
import { param, unwatch, watch, type Hub, type RealtimeCall } from "../call.js";
import { topicPart, type Topic } from "../subscriptions.js";
import { typingOf } from "../views/typing.js";

const topicOf = (call: RealtimeCall): Topic => ({
  of: "conversation",
  id: param(call, "c"),
  part: topicPart("typing"),
});

export function getTyping(call: RealtimeCall, hub: Hub): Answer {
  return asReader(call, hub, ({ id }) => ok(JSON.stringify(typingOf(hub.data, id, call.from.userId))));
}

export function markTyping(call: RealtimeCall, hub: Hub): Answer {
  return asWriter(call, hub, ({ id }) => {
    hub.typing.begin(id, call.from.userId);
    return EMPTY;
  });
}

export function subscribeTyping(call: RealtimeCall, hub: Hub): Answer {
  return watch(call, hub, [topicOf(call)]);
}

export function unsubscribeTyping(call: RealtimeCall, hub: Hub): Answer {
  return unwatch(call, hub, topicOf(call));
}
