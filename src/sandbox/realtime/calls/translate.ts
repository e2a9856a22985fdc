import { z } from "zod";
import { ok, type Answer } from "../../api/answer.js";
import { checked } from "../../routes/route.js";
import type { Block } from "../../shapes/content.js";
import { blocksOf } from "../../shapes/message-content.js";
import { asReader } from "../access.js";
import type { Hub, RealtimeCall } from "../call.js";

const MAX_IDS = 100;

const TranslateSchema = z.strictObject({
  ids: z.array(z.string()).min(1).max(MAX_IDS),
  lang: z.string().min(1),
});

/** Nothing is translated here, and the answer says so. Null for a message that isn't there. */
export function translateMessages(call: RealtimeCall, hub: Hub): Answer {
  return asReader(call, hub, ({ id }) =>
    checked(TranslateSchema, call.data, ({ ids, lang }) => {
      const messages = new Map(hub.data.conversations.messages(id).map((message) => [message.id, message]));
      const translated = ids.map((messageId) => {
        const message = messages.get(messageId);
        return [messageId, message === undefined ? null : { content: marked(blocksOf(message), lang) }];
      });
      return ok(JSON.stringify({ data: Object.fromEntries(translated) as object }));
    }),
  );
}

function marked(content: readonly Block[], lang: string): Block[] {
  return content.map((block) =>
    block.type === "text"
      ? { ...block, children: [`[${lang}: not translated by the sandbox] `, ...block.children] }
      : block,
  );
}
