import type { Message, MessageEdit } from "../../talkjs/message.js";
import type { MessageRef } from "../../talkjs/message-ref.js";
import { attempt, prepared, UnseenError } from "../attempt.js";
import { UNEXPECTED, type Outcome, type Probes } from "../probe.js";
import type { Stage } from "../stage.js";

const MEBIBYTE = 2 ** 20;
const NEW_TEXT = "Another text";

/** Deletes a message and waits until it isn't shown any more. */
export async function deleted(stage: Stage, message: MessageRef): Promise<void> {
  await prepared(message.delete(stage.call));
  const left = await stage.eventually(
    () => message.get(stage.call),
    (found) => found === null,
  );
  if (left !== null) throw new UnseenError();
}

/** Edits a message. @returns it as it is then, or the status by which that was refused. */
async function edited(
  stage: Stage,
  message: MessageRef,
  edit: MessageEdit,
  isDone: (message: Message) => boolean,
): Promise<{ message: Message } | { refused: number }> {
  const tried = await attempt(message.set(edit, stage.call));
  if (!tried.taken) return { refused: tried.status };
  return { message: await stage.eventually(() => stage.read(message), isDone) };
}

const hasText = (text: string) => (message: Message) => message.text === text;
const isEmpty = ({ text }: Message) => text === null || text === undefined || text === "";

async function emptied(stage: Stage, text: null | ""): Promise<Outcome<"emptyText">> {
  const done = await edited(stage, await stage.say("To be emptied"), { text }, isEmpty);
  if ("refused" in done) return "refused";
  return isEmpty(done.message) ? "cleared" : "ignored";
}

export const MESSAGE_PROBES: Probes<
  | "deletedCursor"
  | "messageDeletedTwice"
  | "emptyText"
  | "longText"
  | "systemMessageEdit"
  | "customEditMarks"
  | "referenceAfterDelete"
> = {
  deletedCursor: {
    requests: 6,
    looks: 1,
    ask: async (stage) => {
      await stage.say("Behind the cursor");
      const cursor = await stage.say("The cursor");
      await deleted(stage, cursor);
      const query = { limit: 1, startingAfter: cursor.id };
      const page = await attempt(stage.conversation.messages.page(query, stage.call));
      if (!page.taken) return "refused";
      return page.value.length === 0 ? "empty" : "goes-on";
    },
  },
  messageDeletedTwice: {
    requests: 4,
    looks: 1,
    ask: async (stage) => {
      const message = await stage.say("Deleted twice");
      await deleted(stage, message);
      const again = await attempt(message.delete(stage.call));
      if (again.taken) return "taken";
      return again.status === 404 ? "not-found" : { other: again.status };
    },
  },
  emptyText: {
    requests: 6,
    looks: 2,
    ask: async (stage) => {
      const [byNull, byText] = [await emptied(stage, null), await emptied(stage, "")];
      return byNull === byText ? byNull : UNEXPECTED;
    },
  },
  longText: {
    requests: 4,
    looks: 1,
    ask: async (stage) => {
      const text = "long ".repeat(MEBIBYTE / 5 + 1).slice(0, MEBIBYTE - 1) + ".";
      const message = await stage.say("To be long");
      const done = await edited(stage, message, { text }, hasText(text));
      // Lists would carry it along.
      await attempt(message.delete(stage.call));
      if ("refused" in done) return "refused";
      return hasText(text)(done.message) ? "taken" : UNEXPECTED;
    },
  },
  systemMessageEdit: {
    requests: 3,
    looks: 1,
    ask: async (stage) => {
      const message = await prepared(stage.send({ type: "SystemMessage", text: "Said by nobody" }));
      const done = await edited(stage, message, { text: NEW_TEXT }, hasText(NEW_TEXT));
      if ("refused" in done) return "refused";
      return hasText(NEW_TEXT)(done.message) ? "taken" : UNEXPECTED;
    },
  },
  customEditMarks: {
    requests: 3,
    looks: 1,
    ask: async (stage) => {
      const message = await stage.say("Its custom fields alone are edited");
      const isMarked = ({ editedAt }: Message) => editedAt !== null && editedAt !== undefined;
      const done = await edited(stage, message, { custom: { probe: "1" } }, isMarked);
      if ("refused" in done) throw new UnseenError();
      if (!JSON.stringify(done.message.custom ?? {}).includes('"probe"')) return UNEXPECTED;
      return isMarked(done.message) ? "yes" : "no";
    },
  },
  referenceAfterDelete: {
    requests: 6,
    looks: 2,
    ask: async (stage) => {
      const first = await stage.say("Replied to");
      const reply = await prepared(stage.say("A reply", { referencedMessageId: first.id }));
      if ((await stage.read(reply)).referencedMessageId !== first.id) throw new UnseenError();
      await deleted(stage, first);
      const { referencedMessageId } = await stage.eventually(
        () => stage.read(reply),
        (message) => message.referencedMessageId !== first.id,
      );
      if (referencedMessageId === first.id) return "stays";
      return referencedMessageId === null || referencedMessageId === undefined ? "null" : UNEXPECTED;
    },
  },
};
