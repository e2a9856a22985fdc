import { byKind } from "../../src/model/fields.js";
import { CANARY } from "./traces.js";

/** A person at TalkJS whose every field, custom key and ID holds the canary. */
export const canaryUser = (id: string, index: number, email = `${CANARY}${index}@example.test`) => ({
  ...byKind({
    name: () => CANARY,
    text: () => `https://example.test/${CANARY}.png`,
    list: () => [`+1555010${CANARY}`],
    texts: () => ({ [CANARY]: CANARY }),
    tokens: () => ({ [`fcm:${CANARY}`]: true }),
  }),
  id,
  name: `${CANARY} name ${index}`,
  email: [email],
  role: "default",
  custom: { [`${CANARY}Key`]: CANARY, [`other ${CANARY} ${index}`]: "1" },
  pushTokens: { [`fcm:${CANARY}${index}`]: true },
  createdAt: 1_600_000_000_000 + index,
});

/** What becomes of each: what they are asked for by, or which part of the service has to do with them. */
const ROLES = [
  ...["id", "many-a", "many-b", "email", "hash", "held", "poisoned", "excluded", "waiting", "waiting-dsr"],
  ...["dsr", "dsr-email", "dsr-hash", "gdpr1", "ndjson-a", "ndjson-b", "json-a", "json-b"],
  ...["sweep", "scheduled", "again", "restored", "cli", "cli-email", "cli-erase", "cli-run"],
  ...["under-way", "to-approve"],
] as const;
/** Without a user of their own. */
const STRANGERS = ["nobody", "nobody-email"] as const;
export type Role = (typeof ROLES)[number] | (typeof STRANGERS)[number];

/** IDs as customers have them: plain, addresses, and of every awkward kind. */
const SHAPES = [
  (role: Role) => `${CANARY}-${role}`,
  (role: Role) => `${role}.Kanarienvogel@Example.test`,
  (role: Role) => `${CANARY}/${role}%41 &?#=`,
  (role: Role) => `${role}:${CANARY}|ünï 漢字`,
  (role: Role) => `+49 30 "${CANARY}" ${role}\\n`,
];

export interface Person {
  id: string;
  email: string;
}

export const PEOPLE = Object.fromEntries(
  [...ROLES, ...STRANGERS].map((role, index) => [
    role,
    {
      id: (SHAPES[index % SHAPES.length] ?? String)(role),
      email: `Kanarienvogel.${role}@Mail.Example.test`,
    },
  ]),
) as Record<Role, Person>;

/** They as TalkJS has them. Sweeps know theirs by a custom field of the role's name. */
export const USERS = ROLES.map((role, index) => {
  const user = canaryUser(PEOPLE[role].id, index, PEOPLE[role].email);
  return { ...user, custom: { ...user.custom, [`${CANARY} ${role}`]: CANARY } };
});

/** What would point to them, were it hashed without a key. */
export const IDENTITIES = Object.values(PEOPLE).flatMap(({ id, email }) => [id, email]);
