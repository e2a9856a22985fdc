import { isMapping } from "../../base/mapping.js";
import type { Message, NewMessage } from "../../talkjs/message.js";
import type { MessageRef } from "../../talkjs/message-ref.js";
import { attempt, orUnseen, prepared, seen, UnseenError } from "../attempt.js";
import { PEOPLE } from "../people.js";
import { UNEXPECTED, type Outcome, type Probes } from "../probe.js";
import type { Stage } from "../stage.js";
import { deleted } from "./messages.js";

const NEW_TEXT = "A text over it";
const AMSTERDAM = [4.9, 52.37] as const;

const upload = (stage: Stage): Promise<string> => {
  const bytes = new TextEncoder().encode("Nothing but a probe.\n");
  return prepared(stage.talkjs.files.upload(bytes, "scrubjay-probe.txt", stage.call));
};

const withFile = (attachmentToken: string): NewMessage => ({
  type: "UserMessage",
  sender: PEOPLE.a.id,
  attachmentToken,
});

/** A message with a file, and where the file is. */
async function sendFile(stage: Stage, token: string): Promise<{ message: MessageRef; address: string }> {
  const message = await prepared(stage.send(withFile(token)));
  const { attachment } = await stage.eventually(
    () => stage.read(message),
    (found) => isMapping(found.attachment),
  );
  const url = isMapping(attachment) ? attachment["url"] : undefined;
  return { message, address: seen(typeof url === "string" ? url : undefined) };
}

const isServed = (status: number) => status >= 200 && status < 300;
const isRefused = (status: number) => status >= 400 && status < 500;

/** As anybody would who has the address. */
const look = (stage: Stage, address: string): Promise<number> =>
  stage.files.status("GET", address, stage.signal);

/** @throws UnseenError where it isn't served to anybody, so that nothing could be seen of its end. */
async function demandServed(stage: Stage, address: string): Promise<void> {
  if (!isServed(await look(stage, address))) throw new UnseenError();
}

/** What is left of a file after something that may end it. */
async function leftOf(stage: Stage, address: string): Promise<"stays" | "gone" | { other: number }> {
  const status = await stage.eventually(() => look(stage, address), isRefused);
  return isServed(status) ? "stays" : isRefused(status) ? "gone" : { other: status };
}

/** What a text does to a message that has something else. */
async function textOver(
  stage: Stage,
  message: MessageRef,
  part: "attachment" | "location",
): Promise<Outcome<"textOverAttachment">> {
  const tried = await attempt(message.set({ text: NEW_TEXT }, stage.call));
  if (!tried.taken) return "refused";
  const now = await stage.eventually(
    () => stage.read(message),
    ({ text }) => text === NEW_TEXT,
  );
  if (now.text !== NEW_TEXT) return UNEXPECTED;
  return has(now, part) ? "kept-beside" : "replaced";
}

const has = (message: Message, part: "attachment" | "location"): boolean =>
  message[part] !== null && message[part] !== undefined;

/** A message of a place. @throws UnseenError where REST takes none. */
async function sendPlace(stage: Stage): Promise<MessageRef> {
  const place = { type: "UserMessage", sender: PEOPLE.a.id, location: AMSTERDAM } as const;
  const message = await prepared(stage.send(place));
  if (!has(await stage.read(message), "location")) throw new UnseenError();
  return message;
}

export const FILE_PROBES: Probes<"textOverAttachment" | "fileHead" | "fileAfterMessage"> = {
  textOverAttachment: {
    requests: 8,
    looks: 3,
    ask: async (stage) => {
      const file = await orUnseen(upload(stage).then((token) => sendFile(stage, token)));
      const place = await orUnseen(sendPlace(stage));
      const outcomes = [
        ...(file ? [await textOver(stage, file.message, "attachment")] : []),
        ...(place ? [await textOver(stage, place, "location")] : []),
      ];
      const [first, second = first] = outcomes;
      return first === second ? seen(first) : UNEXPECTED;
    },
  },
  fileHead: {
    requests: 3,
    looks: 1,
    ask: async (stage) => {
      const { address } = await sendFile(stage, await upload(stage));
      await demandServed(stage, address);
      const status = await stage.files.status("HEAD", address, stage.signal);
      return isServed(status) ? "taken" : isRefused(status) ? "refused" : { other: status };
    },
  },
  fileAfterMessage: {
    requests: 9,
    looks: 6,
    ask: async (stage) => {
      const token = await upload(stage);
      const first = await sendFile(stage, token);
      await demandServed(stage, first.address);
      const second = await attempt(stage.send(withFile(token)));
      await deleted(stage, first.message);
      const left = await leftOf(stage, first.address);
      // The only message that has it is both the first and the last.
      if (!second.taken) return left === "gone" ? "gone-with-the-last" : left;
      if (left !== "stays") return left === "gone" ? "gone-with-the-first" : left;
      await deleted(stage, second.value);
      const leftAtLast = await leftOf(stage, first.address);
      return leftAtLast === "gone" ? "gone-with-the-last" : leftAtLast;
    },
  },
};

/** Deletes the conversation. */
export const DELETED_FILE_PROBES: Probes<"fileAfterConversation"> = {
  fileAfterConversation: {
    requests: 4,
    looks: 2,
    ask: async (stage) => {
      const { address } = await sendFile(stage, await upload(stage));
      await demandServed(stage, address);
      await prepared(stage.conversation.delete(stage.call));
      return leftOf(stage, address);
    },
  },
};
