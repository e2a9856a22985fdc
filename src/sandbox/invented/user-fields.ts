import { z } from "zod";
import {
  contacts,
  customOf,
  emailOf,
  LOCALES,
  nameOf,
  phoneOf,
  pushTokensOf,
  rarely,
  ROLES,
  sometimes,
} from "./invented.js";
import { pick } from "./random.js";

/** An invented person, as far as the values of their fields depend on it. */
export interface Sketch {
  index: number;
  /** The index as six digits. */
  n: string;
  name: string;
}

interface FieldRow {
  /** What an edit can say. */
  edit: z.ZodType;
  /** Only of mappings, which an edit merges key by key: how they read once an edit cleared them. */
  cleared?: object | null;
  /** Of its own: what the value is drawn by. People have their fields in this order. */
  purpose: number;
  /** The value of an invented person, from a hash; undefined where they have none. */
  invent: (h: number, person: Sketch) => unknown;
}

const text = { edit: z.string().nullable().optional() };
const list = { edit: z.array(z.string()).nullable().optional() };
const token = z.string().regex(/^(fcm|apns):./s, "must begin with fcm: or apns:");

/** What an edit can set about a user, in the order in which the journal names it. */
export const FIELDS = {
  name: {
    edit: z.string("can't be null").min(1, "can't be empty").optional(),
    purpose: 13,
    invent: (h, { n }) => nameOf(h, n),
  },
  welcomeMessage: {
    ...text,
    purpose: 18,
    invent: (h, { name }) => rarely(h, () => `Hi, ${name} here.\nWrite "any time" ☎`),
  },
  photoUrl: {
    ...text,
    purpose: 16,
    invent: (h, { n }) => sometimes(h, () => `https://img.example.com/people/${n}.png`),
  },
  headerPhotoUrl: {
    ...text,
    purpose: 17,
    invent: (h, { n }) => rarely(h, () => `https://img.example.com/headers/${n}.jpg`),
  },
  role: { ...text, purpose: 19, invent: (h) => (h % 8 === 0 ? undefined : pick(ROLES, h)) },
  email: {
    ...list,
    purpose: 14,
    invent: (h, { n }) => contacts(h, (k) => emailOf(n, k)),
  },
  phone: {
    ...list,
    purpose: 15,
    invent: (h, { index }) => contacts(h, (k) => phoneOf(index, k)),
  },
  custom: {
    edit: z.record(z.string(), z.string().nullable()).nullable().optional(),
    cleared: {},
    purpose: 20,
    invent: (h, { n }) => customOf(h, n),
  },
  availabilityText: {
    ...text,
    purpose: 21,
    invent: (h, { index }) => rarely(h, () => `Back at ${index % 12} o'clock`),
  },
  locale: { ...text, purpose: 22, invent: (h, { index }) => sometimes(h, () => pick(LOCALES, index)) },
  pushTokens: {
    edit: z.record(token, z.literal(true).nullable()).nullable().optional(),
    cleared: null,
    purpose: 23,
    invent: (h, { n }) => pushTokensOf(h, n),
  },
} satisfies Record<string, FieldRow>;

export type SandboxUserField = keyof typeof FIELDS;

export const USER_FIELDS = Object.keys(FIELDS) as SandboxUserField[];

export const rowOf = (field: SandboxUserField): FieldRow => FIELDS[field];

const DOCUMENTED: ReadonlySet<string> = new Set(["id", "createdAt", ...USER_FIELDS]);

/** Whether a name is none of the documented fields of a user. */
export const isUndocumented = (name: string): boolean => !DOCUMENTED.has(name);

/** What an edit can say, by field. */
export function editSchemas() {
  type Shape = { [F in SandboxUserField]: (typeof FIELDS)[F]["edit"] };
  return Object.fromEntries(USER_FIELDS.map((field) => [field, rowOf(field).edit])) as Shape;
}
