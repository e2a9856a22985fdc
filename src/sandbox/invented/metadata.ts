import type { SandboxConversation } from "../shapes/conversation.js";
import type { Known } from "./people.js";
import type { PlacesIn } from "./places.js";
import { pick } from "./random.js";
import { SUBJECTS } from "./texts.js";

type Own = Pick<SandboxConversation, "subject" | "photoUrl" | "welcomeMessages" | "custom">;

/** What a conversation says of somebody in what is its own; each in one of `every`. */
export const METADATA: Record<
  PlacesIn<"metadata">,
  { every: number; make: (h: number, who: Known) => Partial<Own> }
> = {
  subject: { every: 6, make: (h, who) => ({ subject: pick(SUBJECTS, h)(who) }) },
  welcomeMessage: {
    every: 12,
    make: (_, { name, phone }) => ({
      welcomeMessages: [`Hi ${name}!`, `Willkommen. Wir rufen Sie an: ${phone}`],
    }),
  },
  conversationCustom: {
    every: 9,
    make: (_, { id, name, email }) => ({ custom: { customerId: id, customer: name, "e-mail": email } }),
  },
  conversationPhoto: {
    every: 15,
    make: (_, { id }) => ({ photoUrl: `https://img.example.com/by-user/${encodeURIComponent(id)}.png` }),
  },
};

/** What a conversation says of nobody. */
export function plainMetadata(h: number, number: number): Own {
  return {
    subject: h % 3 === 0 ? null : `About item ${number}`,
    photoUrl: h % 5 === 0 ? `https://img.example.com/items/${number}.png` : null,
    welcomeMessages: h % 7 === 0 ? ["Welcome!", "Be kind."] : null,
    custom: h % 2 === 0 ? { category: pick(["shoes", "bikes", "文具"], h), item: String(number) } : {},
  };
}
