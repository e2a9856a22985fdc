import { randomBytes } from "node:crypto";
import { isMapping } from "../../base/mapping.js";
import type { BatchOperation } from "../../talkjs/batch.js";
import { customOf } from "../../talkjs/user-values.js";
import { prepared } from "../attempt.js";
import { operate } from "../operate.js";
import { PEOPLE } from "../people.js";
import { UNEXPECTED, type Outcome, type Probes } from "../probe.js";
import type { Stage } from "../stage.js";

const NONCE_BYTES = 8;

type Operations = "batchPatch" | "batchDelete" | "batchBulkEdit" | "batchImport";

/** Whether an operation is taken; a 200 is believed when its effect is seen. */
async function taken(
  stage: Stage,
  operation: BatchOperation,
  isDone: () => Promise<boolean>,
): Promise<Outcome<Operations>> {
  const { taken: isTaken } = await operate(stage, operation);
  if (!isTaken) return "refused";
  return (await stage.eventually(isDone, (is) => is)) ? "taken" : UNEXPECTED;
}

export const BATCH_PROBES: Probes<Operations | "batchEncodedIds"> = {
  batchPatch: {
    requests: 2,
    batches: 1,
    looks: 1,
    ask: async (stage) => {
      const { b } = PEOPLE;
      await prepared(stage.participant("b").join(stage.call));
      const path = ["conversations", stage.conversation.id, "participants", b.id];
      return taken(stage, { method: "PATCH", path, payload: { notify: false } }, async () => {
        const participation = (await stage.readConversation()).participants?.[b.id];
        return isMapping(participation) && participation["notify"] === false;
      });
    },
  },
  batchDelete: {
    requests: 2,
    batches: 1,
    looks: 1,
    ask: async (stage) => {
      const message = await stage.say("Deleted in a batch");
      const path = ["conversations", stage.conversation.id, "messages", message.id];
      const isDone = async () => (await message.get(stage.call)) === null;
      return taken(stage, { method: "DELETE", path }, isDone);
    },
  },
  batchBulkEdit: {
    requests: 1,
    batches: 1,
    looks: 1,
    ask: async (stage) => {
      const { b } = PEOPLE;
      const probe = randomBytes(NONCE_BYTES).toString("hex");
      const payload = { [b.id]: { custom: { probe } } };
      return taken(stage, { method: "PUT", path: ["users"], payload }, async () => {
        const user = await stage.talkjs.user(b.id).get(stage.call);
        return user !== null && customOf(user)?.["probe"] === probe;
      });
    },
  },
  batchImport: {
    requests: 2,
    batches: 1,
    looks: 1,
    ask: async (stage) => {
      const text = `Imported ${randomBytes(NONCE_BYTES).toString("hex")}`;
      const { a } = PEOPLE;
      const imported = { type: "UserMessage", sender: a.id, text, timestamp: Date.now(), readBy: [] };
      const path = ["import", "conversations", stage.conversation.id, "messages"];
      return taken(stage, { method: "POST", path, payload: [imported] }, async () => {
        const page = await stage.conversation.messages.page({}, stage.call);
        return page.some((message) => message.text === text);
      });
    },
  },
  batchEncodedIds: {
    requests: 1,
    batches: 1,
    looks: 0,
    ask: async (stage) => {
      const { d } = PEOPLE;
      await prepared(stage.talkjs.users.edit({ [d.id]: { name: d.name } }, stage.call));
      const found = await operate(stage, { method: "GET", path: ["users", d.id] });
      if (!found.taken) return found.status === 404 ? "literal" : { other: found.status };
      return isMapping(found.value) && found.value["id"] === d.id ? "decoded" : "literal";
    },
  },
};
