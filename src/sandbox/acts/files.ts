import { fileTokensOf } from "../shapes/message-content.js";
import type { SandboxMessage } from "../shapes/conversation.js";
import type { World } from "../store/world.js";

/** Notes which files a message that is kept now holds. */
export function holdFiles(world: World, message: SandboxMessage): void {
  for (const token of fileTokensOf(message)) world.files.hold(token, message.id);
}

/** Ends what the files of a message that is gone are served for. */
export function discardFile(world: World, message: SandboxMessage, when: "always" | "last" | "never"): void {
  for (const token of fileTokensOf(message)) {
    const left = world.files.letGo(token, message.id);
    if (when === "always" || (when === "last" && left === 0)) world.files.remove(token);
  }
}
