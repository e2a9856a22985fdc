/** What a field holds, and so how an edit changes it and how it is empty. */
export type FieldKind =
  /** Text that every user has: it can be replaced, never cleared. */
  | "name"
  | "text"
  /** A list of texts. */
  | "list"
  /** Texts by keys of the customer's own. An edit merges them key by key. */
  | "texts"
  /** `true` by device token, null for a token that was unregistered. An edit merges them key by key. */
  | "tokens";

/** What an edit can say to clear a field of each kind. */
export interface Blanks {
  text: null | "";
  list: null | readonly [];
  texts: null;
  tokens: null;
}

interface AnyField {
  /** What people call it, as the beginning of a sentence. */
  label: string;
  /** Whether it holds facts about a person rather than settings, so that keeping it deserves a warning. */
  personal: boolean;
  /** Who can read it: everybody in a chat with the user, or only who asks the REST API. */
  access: "public" | "private";
  /** Whether TalkJS documents it in the body of an edit. Elsewhere only reading back shows that it can be cleared. */
  inRequests: boolean;
  /** What a writer of policies should know of it. */
  note?: string;
}

interface NameField extends AnyField {
  kind: "name";
  /** What a policy that says nothing does with it. */
  rule: { replace: string };
}

interface ClearedField<K extends keyof Blanks> extends AnyField {
  kind: K;
  /** What an edit says to clear it. */
  blank: Blanks[K];
  /** What a policy that says nothing does with it. */
  rule: "blank" | "keep";
}

export type FieldRow = NameField | { [K in keyof Blanks]: ClearedField<K> }[keyof Blanks];

/**
 * Everything about a TalkJS user that an edit can change, in the order of policies and of the evidence.
 * @see https://talkjs.com/docs/Reference/REST_API/Users/
 */
export const FIELDS = {
  name: {
    kind: "name",
    label: "Name",
    personal: true,
    access: "public",
    inRequests: true,
    rule: { replace: "[DELETED]" },
  },
  email: {
    kind: "list",
    label: "E-mail addresses",
    personal: true,
    access: "private",
    inRequests: true,
    blank: null,
    rule: "blank",
  },
  phone: {
    kind: "list",
    label: "Phone numbers",
    personal: true,
    access: "private",
    inRequests: true,
    blank: null,
    rule: "blank",
  },
  photoUrl: {
    kind: "text",
    label: "Photo",
    personal: true,
    access: "public",
    inRequests: true,
    blank: null,
    rule: "blank",
  },
  headerPhotoUrl: {
    kind: "text",
    label: "Header photo",
    personal: true,
    access: "public",
    inRequests: false,
    blank: null,
    rule: "blank",
  },
  welcomeMessage: {
    kind: "text",
    label: "Welcome message",
    personal: true,
    access: "public",
    inRequests: true,
    blank: null,
    rule: "blank",
  },
  availabilityText: {
    kind: "text",
    label: "Availability text",
    personal: true,
    access: "public",
    inRequests: false,
    blank: null,
    rule: "blank",
  },
  locale: {
    kind: "text",
    label: "Language",
    personal: false,
    access: "public",
    inRequests: false,
    blank: null,
    rule: "blank",
  },
  role: {
    kind: "text",
    label: "Role",
    personal: false,
    access: "public",
    inRequests: true,
    blank: null,
    rule: "keep",
    note: "a setting of your app rather than a fact about a person",
  },
  custom: {
    kind: "texts",
    label: "Custom fields",
    personal: true,
    access: "public",
    inRequests: true,
    blank: null,
    rule: "blank",
  },
  pushTokens: {
    kind: "tokens",
    label: "Push tokens",
    personal: true,
    access: "private",
    inRequests: true,
    blank: null,
    rule: "blank",
    note: "also ends push notifications to the user's devices",
  },
} as const satisfies Record<string, FieldRow>;

type Fields = typeof FIELDS;

/** The fields of an edit, that is everything about a user that can be changed. */
export type UserField = keyof Fields;

export type KindOf<F extends UserField> = Fields[F]["kind"];

export const USER_FIELDS = Object.keys(FIELDS) as UserField[];

/** All but the name, which is never kept and never cleared. */
export const CLEARED_FIELDS = USER_FIELDS.filter((field) => field !== "name");

/** Those that go or stay as a whole: of `custom`, single keys can. */
export const WHOLE_FIELDS = CLEARED_FIELDS.filter((field) => field !== "custom");

/** Settings of the app, unless a policy says that they hold facts about people. */
export const IMPERSONAL_FIELDS = CLEARED_FIELDS.filter((field) => !FIELDS[field].personal);

export function isUserField(name: string): name is UserField {
  return Object.hasOwn(FIELDS, name);
}

/** Whether a field of an answer is one that is known: those of an edit, the ID and when the user was made. */
export const isKnownField = (name: string): boolean =>
  isUserField(name) || name === "id" || name === "createdAt";

/**
 * Whether a field, as evidence names it, holds facts about a person. What stands behind the name is passed over:
 * `custom (2 keys named in the policy)`. A field that isn't known may.
 */
export function isPersonal(field: string): boolean {
  const [name = ""] = field.split(" ");
  return !isUserField(name) || FIELDS[name].personal;
}

/** A field as people call it; a name that isn't known stays as it is. */
export function fieldLabel(name: string): string {
  return isUserField(name) ? FIELDS[name].label : name;
}

/** A value for each of these fields, in their order. */
export function perField<F extends UserField, T>(
  fields: readonly F[],
  valueOf: (field: F) => T,
): Record<F, T> {
  return Object.fromEntries(fields.map((field) => [field, valueOf(field)])) as Record<F, T>;
}

type PerKind = { [K in FieldKind]: (row: Extract<FieldRow, { kind: K }>) => unknown };

/** A value for each field, made by its kind. */
export function byKind<M extends PerKind>(make: M): { [F in UserField]: ReturnType<M[KindOf<F>]> } {
  return perField(USER_FIELDS, (field) => {
    const row: FieldRow = FIELDS[field];
    return (make[row.kind] as (row: FieldRow) => unknown)(row);
  }) as { [F in UserField]: ReturnType<M[KindOf<F>]> };
}
