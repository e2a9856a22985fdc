/** What a list is of. */
export interface ListKind {
  one: string;
  many: string;
  /** Names of columns that hold nothing else, without the case and the marks between words. */
  columns: readonly string[];
  /** Spaces around a value don't belong to it. */
  trims: boolean;
  /** Characters of a value. */
  longest: number;
}

export const USER_IDS: ListKind = {
  one: "user ID",
  many: "user IDs",
  columns: ["userid", "id", "talkjsid", "talkjsuserid"],
  trims: false,
  longest: 1_000,
};

export const EMAILS: ListKind = {
  one: "e-mail address",
  many: "e-mail addresses",
  columns: ["email", "mail", "emailaddress"],
  trims: true,
  longest: 1_000,
};
