import type { SandboxMessage } from "../shapes/conversation.js";
import { FILES_PREFIX, type FileStore } from "../store/files.js";

/** A message as an export has it: the files that the sandbox serves are addressed without its own address, which is another each time. */
export function withoutOrigin(message: SandboxMessage, { origin }: FileStore): SandboxMessage {
  const served = origin + FILES_PREFIX;
  return withUrls(message, (url) => (url.startsWith(served) ? url.slice(origin.length) : url));
}

/** A message of an export as it is kept: the sandbox that took the files serves them now. */
export function withOrigin(message: SandboxMessage, { origin }: FileStore): SandboxMessage {
  return withUrls(message, (url) => (url.startsWith(FILES_PREFIX) ? origin + url : url));
}

function withUrls(message: SandboxMessage, urlOf: (url: string) => string): SandboxMessage {
  const { attachment, content } = message;
  if (!attachment && content === undefined) return message;
  return {
    ...message,
    ...(attachment && { attachment: { ...attachment, url: urlOf(attachment.url) } }),
    ...(content && {
      content: content.map((block) => (block.type === "file" ? { ...block, url: urlOf(block.url) } : block)),
    }),
  };
}
