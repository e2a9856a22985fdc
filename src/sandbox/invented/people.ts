import { emailOf, formerNameOf, nameOf, phoneOf } from "./invented.js";
import { fraction, hash } from "./random.js";
import { userIdOf, userIndexOf } from "./user-ids.js";
import type { InventedUser } from "../shapes/user.js";
import { rowOf, USER_FIELDS } from "./user-fields.js";

const YEAR_MS = 365.25 * 24 * 3_600_000;
const SPAN_MS = 5 * YEAR_MS;

/** What else is drawn of a person; fields have numbers of their own. */
const enum Purpose {
  Created = 10,
  Online,
  Blank,
}

/** What others know of a person: also of one whose own data are blank today, and what isn't in their data. */
export interface Known {
  id: string;
  name: string;
  formerName: string;
  email: string;
  phone: string;
}

const INVENTED = USER_FIELDS.map((field) => ({ field, ...rowOf(field) })).sort(
  (a, b) => a.purpose - b.purpose,
);

/** Invented people, each made from a seed and a number when somebody asks, so that a million of them cost nothing to keep. */
export class People {
  constructor(
    readonly seed: number,
    readonly count: number,
    readonly now: number,
  ) {}

  idOf(index: number): string {
    return userIdOf(this.seed, index);
  }

  indexOf(id: string): number | undefined {
    return userIndexOf(this.seed, id, this.count);
  }

  /** Unix ms; never falls with the number. Some people share theirs with the one before: a page may end between them. */
  createdAtOf(index: number): number {
    const own = index % 16 === 5 ? index - 1 : index;
    const share = (own + fraction(this.seed, own, Purpose.Created)) / this.count;
    return Math.floor(this.now - SPAN_MS * (1 - share));
  }

  isOnline(index: number): boolean {
    return hash(this.seed, index, Purpose.Online) % 40 === 0;
  }

  known(index: number): Known {
    const n = sixDigits(index);
    const h = hash(this.seed, index, rowOf("name").purpose);
    return {
      id: this.idOf(index),
      name: nameOf(h, n),
      formerName: formerNameOf(h, n),
      email: emailOf(n, 0),
      phone: phoneOf(index, 0),
    };
  }

  user(index: number): InventedUser {
    const h = (purpose: number) => hash(this.seed, index, purpose);
    const user: InventedUser = {
      id: this.idOf(index),
      name: "[DELETED]",
      createdAt: this.createdAtOf(index),
    };
    if (h(Purpose.Blank) % 50 === 0) return blank(user, h(Purpose.Blank));
    const n = sixDigits(index);
    for (const { field, purpose, invent } of INVENTED) {
      const value = invent(h(purpose), { index, n, name: user.name });
      if (value !== undefined) Object.assign(user, { [field]: value });
    }
    return user;
  }
}

const sixDigits = (index: number): string => String(index).padStart(6, "0");

/** Already erased, in either of the two ways that the API shows it: fields that are null, and fields that are absent. */
function blank(user: InventedUser, h: number): InventedUser {
  if ((h >>> 8) % 2 === 0) return { ...user, custom: {}, pushTokens: null };
  return {
    ...user,
    email: null,
    phone: null,
    photoUrl: null,
    welcomeMessage: null,
    custom: {},
    pushTokens: null,
  };
}
