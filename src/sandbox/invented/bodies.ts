import type { Block, FileBlock } from "../shapes/content.js";
import { mentionTag } from "../shapes/markup.js";
import { viewsOf } from "../shapes/message-content.js";
import type { SandboxMessage } from "../shapes/conversation.js";
import type { Known } from "./people.js";
import type { PlacesIn } from "./places.js";
import { pick } from "./random.js";
import { emailReply, OTHERS, OWN, PLAIN, SYSTEM } from "./texts.js";

export type Body = PlacesIn<"body"> | "plain";

/** What a message is made from. */
export interface Writing {
  /** A hash. */
  h: number;
  me: Known;
  /** Whom it is about. */
  other: Known;
  /** The file that it brings, or sends on; undefined where there is none to be sent on. */
  file: () => FileBlock | undefined;
  /** The text that a thread begins with. */
  copied: () => string | null;
}

type Content = Pick<SandboxMessage, "text" | "attachment" | "location" | "content"> & { origin?: string };

const text = (said: string | null): Content => ({ text: said, attachment: null, location: null });
const sent = ({ h, file }: Writing): Content => {
  const attached = file();
  return attached === undefined ? text(pick(PLAIN, h)) : block(attached);
};
const block = (content: Block): Content => ({ ...viewsOf([content]), content: [content] });

/** How each body is written. `share`: of a hundred messages of users, the rest are plain. */
const BODIES: Record<Body, { share: number; write: (writing: Writing) => Content }> = {
  plain: { share: 0, write: ({ h }) => text(pick(PLAIN, h)) },
  ownDetails: { share: 7, write: ({ h, me }) => text(pick(OWN, h)(me)) },
  othersDetails: { share: 9, write: ({ h, other }) => text(pick(OTHERS, h)(other)) },
  mention: {
    share: 8,
    write: ({ h, other }) =>
      text(`Thanks ${mentionTag(other.id, nameThen(h, other))}! <!!customemoji::cat-roomba:>`),
  },
  codeMention: {
    share: 2,
    write: ({ h, other }) => text(`\`\`\`assign ${mentionTag(other.id, nameThen(h, other))}\`\`\``),
  },
  typedLink: {
    share: 2,
    write: ({ other }) => text(`see <https://shop.test/|My bank> and ask ${other.name}`),
  },
  markup: {
    share: 3,
    write: ({ me, other }) => text(`Who comes:\n- *${me.name}*\n- _${other.name}_, ~maybe~\nSee you!`),
  },
  image: { share: 6, write: sent },
  document: { share: 6, write: sent },
  voice: { share: 4, write: sent },
  location: {
    share: 4,
    write: ({ h }) =>
      block({ type: "location", latitude: 52 + (h % 1_000) / 1_000, longitude: 4 + (h % 977) / 1_000 }),
  },
  forwardedFile: { share: 9, write: sent },
  emailReply: { share: 5, write: ({ me, other }) => ({ ...text(emailReply(me, other)), origin: "email" }) },
  systemName: { share: 0, write: ({ h, me, other }) => text(pick(SYSTEM, h)(me, other)) },
  threadCopy: { share: 0, write: ({ copied }) => text(copied()) },
};

const DRAWN = Object.entries(BODIES) as [Body, (typeof BODIES)[Body]][];

/** Of a user's message, by a hash. */
export function drawBody(h: number): Body {
  let left = h % 100;
  return DRAWN.find(([, { share }]) => (left -= share) < 0)?.[0] ?? "plain";
}

export const writeBody = (body: Body, writing: Writing): Content => BODIES[body].write(writing);

/** Mentions keep the name of then, which for some was another one. */
const nameThen = (h: number, { name, formerName }: Known): string => (h % 3 === 0 ? formerName : name);
