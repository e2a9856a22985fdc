interface Row {
  /** What makes it: the text or content of a message, what stands beside it, its sender; a conversation's own or who is in it. */
  made: "body" | "beside" | "sender" | "metadata" | "gathering" | "participation";
  says: string;
  /** At least so many in the default world of 1,000 people. */
  least: number;
}

/** Where a person can be in what was invented, beside the fields of the users themselves. */
export const PLACES = {
  ownDetails: {
    made: "body",
    says: "somebody's own name, number and addresses in a text of theirs",
    least: 90,
  },
  othersDetails: { made: "body", says: "somebody's name, number and addresses in others' texts", least: 150 },
  mention: { made: "body", says: "a mention, with the ID and the name of then", least: 60 },
  codeMention: { made: "body", says: "a mention within code, where no ID is left of it", least: 5 },
  typedLink: { made: "body", says: "a link with a label that somebody typed, which isn't live", least: 10 },
  markup: { made: "body", says: "a name among marks and in a list", least: 10 },
  image: { made: "body", says: "a picture, with a name in its file's name and in its metadata", least: 30 },
  document: { made: "body", says: "a document, with a name in its file's name and in its text", least: 30 },
  voice: { made: "body", says: "a voice message", least: 20 },
  location: { made: "body", says: "a location", least: 20 },
  forwardedFile: { made: "body", says: "a file that somebody else sent on", least: 10 },
  emailReply: { made: "body", says: "a reply by e-mail, with a signature", least: 30 },
  systemName: { made: "body", says: "a name in a system message", least: 100 },
  threadCopy: {
    made: "body",
    says: "the text of another message, as a system message without a sender",
    least: 10,
  },
  reply: { made: "beside", says: "a reply to another message", least: 120 },
  reaction: { made: "beside", says: "a reaction", least: 150 },
  skinTone: { made: "beside", says: "a reaction with a skin tone", least: 60 },
  customEmoji: { made: "beside", says: "a reaction with an emoji of the app's own", least: 60 },
  guestReaction: { made: "beside", says: "a reaction of somebody who takes no part", least: 60 },
  messageCustom: { made: "beside", says: "a name and a number in a message's custom fields", least: 60 },
  readBy: { made: "beside", says: "who read a message", least: 800 },
  edit: { made: "beside", says: "a message that was edited", least: 50 },
  guest: { made: "sender", says: "a message of somebody who takes no part", least: 60 },
  subject: { made: "metadata", says: "a name in a conversation's subject", least: 30 },
  welcomeMessage: {
    made: "metadata",
    says: "a name and a number in a conversation's welcome message",
    least: 10,
  },
  conversationCustom: {
    made: "metadata",
    says: "a name and an address in a conversation's custom fields",
    least: 10,
  },
  conversationPhoto: { made: "metadata", says: "an ID in the URL of a conversation's picture", least: 5 },
  alone: { made: "gathering", says: "a conversation of one", least: 20 },
  pair: {
    made: "gathering",
    says: "a conversation whose ID follows from those of its two people",
    least: 20,
  },
  thread: {
    made: "gathering",
    says: "a conversation about a message, as TalkJS's example makes them",
    least: 10,
  },
  crowd: { made: "gathering", says: "a conversation of more than 300", least: 2 },
  left: { made: "participation", says: "somebody who left a conversation", least: 40 },
  joinedLater: { made: "participation", says: "somebody who joined later than the others", least: 40 },
} as const satisfies Record<string, Row>;

export type Place = keyof typeof PLACES;

/** Those that are made in one way. */
export type PlacesIn<M extends Row["made"]> = {
  [P in Place]: (typeof PLACES)[P]["made"] extends M ? P : never;
}[Place];
