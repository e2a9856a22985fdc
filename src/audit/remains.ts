import type { Place } from "../model/scope.js";
import type { Certificate } from "./certificate.js";

type Remains = Certificate["remains"];
type Keeps = Certificate["run"]["keeps"];

/** What no erasure through the API reached; every certificate of the first format says it in these words. */
const ALWAYS_1: Remains = [
  { what: "the user ID", why: "TalkJS neither changes nor deletes one" },
  { what: "the user's messages and conversations, and what others wrote", why: "only fields are blanked" },
  { what: "backups and logs of TalkJS", why: "nobody can reach them from outside" },
];

const ID_LIKE: Readonly<Record<string, string>> = {
  email: "the user ID, which looks like an e-mail address",
  phone: "the user ID, which looks like a phone number",
};

/** Places that an erasure may cover; what is told of one that it doesn't. */
const PLACES: Readonly<Record<Exclude<Place, "profile">, string>> = {
  messages: "the user's messages, files and reactions, and what others wrote",
  conversations: "the user's conversations: who took part, subjects, photos and custom fields",
};

/** What is out of reach whatever an erasure covers. */
const BEYOND: Remains = [
  {
    what: "the files that photo addresses led to",
    why: "only the address is blanked; whoever has kept one may still get the file",
  },
  { what: "e-mails and notifications that TalkJS has sent", why: "they lie with whoever received them" },
  { what: "drafts", why: "TalkJS keeps text that wasn't sent in the browser where it was written" },
  { what: "sessions that were open", why: "a page keeps what it shows until it is loaded anew" },
  { what: "backups and logs of TalkJS", why: "nobody can reach them from outside" },
];

const kept = (keeps: Keeps): Remains =>
  keeps.map(({ field, ground }) => ({ what: field, why: ground ?? "the policy gives no ground" }));

/** What is still there after the erasure, and why, in the words of the first format. */
export const remains1 = (keeps: Keeps): Remains => [...ALWAYS_1, ...kept(keeps)];

/**
 * What is still there after the erasure, and why, in the words of the second format.
 * @param remaining fields that were there when it was read back, of those that the policy wants blank.
 */
export function remains2(of: {
  keeps: Keeps;
  scope: readonly string[];
  remaining: readonly string[];
  idLooksLike: string | null;
}): Remains {
  const scope = of.scope.join(", ");
  return [
    {
      what: ID_LIKE[of.idLooksLike ?? ""] ?? "the user ID",
      why: "TalkJS neither changes nor deletes one",
    },
    ...Object.entries(PLACES)
      .filter(([place]) => !of.scope.includes(place))
      .map(([, what]) => ({ what, why: `not in the scope of this erasure: ${scope}` })),
    ...BEYOND,
    ...kept(of.keeps),
    ...of.remaining.map((what) => ({ what, why: "TalkJS still had it when it was read back" })),
  ];
}
