import { start, type Answered, type SandboxHarness } from "./support.js";
import type { SandboxOptions } from "../../src/sandbox/options.js";

/** Ann and Bo in the conversation `c`, Cy outside, and what tests do with it. */
export interface Shop extends SandboxHarness {
  /** Sends a text of Ann's, or what is given, and answers the message's ID. */
  say(message?: object): Promise<string>;
  message(id: string): Promise<Answered>;
}

export async function openShop(options: SandboxOptions = {}): Promise<Shop> {
  const harness = await start({ users: 0, ...options });
  for (const id of ["ann", "bo", "cy"]) await harness.call("PUT", `/users/${id}`, { name: id });
  await harness.call("PUT", "/conversations/c", { participants: ["ann", "bo"] });
  return {
    ...harness,
    say: async (message = {}) => {
      const sent = { type: "UserMessage", sender: "ann", text: "hello", ...message };
      const { json } = await harness.call("POST", "/conversations/c/messages", [sent]);
      return (json as unknown as { id: string }[])[0]?.id ?? "";
    },
    message: (id) => harness.call("GET", `/conversations/c/messages/${id}`),
  };
}
