import { z } from "zod";
import { byKind } from "../model/fields.js";
import { contactLikeId } from "./contact-like.js";
import { countPresent, fault, section, wholeRule } from "./fault.js";
import { filledTextList, text } from "./values.js";

/** What stands in a pseudonym for the eight hex digits that a keyed function makes of the user's ID. */
export const CODE = "{code}";

const LONGEST_NAME = 100;
const NAME_REMEDY = 'Write `{ replace: "[DELETED]" }` or `{ pseudonym: "Deleted user {code}" }`.';

/** A name as every chat participant will read it. It comes back unchanged only when the API need not trim it. */
function publicName() {
  return text(NAME_REMEDY)
    .max(LONGEST_NAME, fault(`is longer than ${LONGEST_NAME} characters`, "Shorten it."))
    .refine((name) => name === name.trim(), fault("begins or ends with white space", "Remove it."))
    .refine((name) => !/\p{Cc}/u.test(name), fault("holds a control character", "Remove it."))
    .refine(
      (name) => contactLikeId(name) === null,
      fault("looks like an e-mail address or a phone number", "Write a text that points to nobody."),
    );
}

const NameSchema = section(
  {
    replace: publicName()
      .refine(
        (name) => !name.includes(CODE),
        fault(`holds ${CODE}, which only a pseudonym fills in`, "Write `pseudonym` instead of `replace`."),
      )
      .exactOptional(),
    pseudonym: publicName()
      .refine(
        (name) => name.includes(CODE),
        fault(`does not hold ${CODE}`, `Write ${CODE} where the code shall stand.`),
      )
      .exactOptional(),
  },
  NAME_REMEDY,
)
  .refine(
    (rule) => countPresent(rule) === 1,
    wholeRule("must hold exactly one of `replace` and `pseudonym`", NAME_REMEDY),
  )
  .transform(({ replace, pseudonym }): NameRule =>
    pseudonym === undefined ? { replace: replace ?? "" } : { pseudonym },
  );

/** TalkJS needs every user to have a name, so it is replaced, never blanked or kept. */
export type NameRule = { replace: string } | { pseudonym: string };

const blankOrKeep = z.enum(["blank", "keep"], fault("must be `blank` or `keep`", "Write one of the two."));

const CUSTOM_REMEDY = "Write `blank`, `keep`, `{ blankAllBut: [keys] }` or `{ blankOnly: [keys] }`.";

const CustomSchema = z.union(
  [
    blankOrKeep,
    section(
      {
        blankAllBut: filledTextList(
          "keeps no key",
          "Name the keys to keep, or write `custom: blank`.",
        ).exactOptional(),
        blankOnly: filledTextList(
          "blanks no key",
          "Name the keys to blank, or write `custom: keep`.",
        ).exactOptional(),
      },
      CUSTOM_REMEDY,
    )
      .refine(
        (rule) => countPresent(rule) === 1,
        wholeRule("must hold exactly one of `blankAllBut` and `blankOnly`", CUSTOM_REMEDY),
      )
      .transform(({ blankAllBut, blankOnly }): CustomKeysRule =>
        blankOnly === undefined ? { blankAllBut: blankAllBut ?? [] } : { blankOnly },
      ),
  ],
  fault("must be `blank`, `keep` or a choice of keys", CUSTOM_REMEDY),
);

type CustomKeysRule = { blankAllBut: string[] } | { blankOnly: string[] };

/** Which keys of `custom` go. */
export type CustomRule = "blank" | "keep" | CustomKeysRule;

const blankOrKeepAs = ({ rule }: { rule: "blank" | "keep" }) => blankOrKeep.default(rule);

export const ScrubSchema = section(
  byKind({
    name: ({ rule }) => NameSchema.prefault(rule),
    text: blankOrKeepAs,
    list: blankOrKeepAs,
    texts: ({ rule }) => CustomSchema.default(rule),
    tokens: blankOrKeepAs,
  }),
  "Write for each field whether it is blanked or kept.",
);

/** What happens to each field of a user. */
export type ScrubRules = z.infer<typeof ScrubSchema>;
