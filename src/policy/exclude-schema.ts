import { z } from "zod";
import { fault, section } from "./fault.js";
import { filledTextList, text, textList } from "./values.js";

export const ExcludeSchema = section(
  {
    roles: textList("Write a list of roles, such as `[admin]`.").default([]),
    ids: textList("Write a list of user IDs.").default([]),
    /** The custom field that marks a legal hold: with any value at all, or with one of `values`. */
    legalHold: section(
      {
        customKey: text("Name the custom field that marks a legal hold."),
        values: filledTextList("holds no value", "Name the values, or remove the key.").exactOptional(),
      },
      "Write `{ customKey: legalHold }`.",
    ).exactOptional(),
    /** Whether users who are online at this moment are left alone. */
    online: z.boolean(fault("must be `true` or `false`", "Write one of the two.")).default(false),
  },
  "Write whom to leave alone: `roles`, `ids`, `legalHold`, `online`.",
);

export type Exclusions = z.infer<typeof ExcludeSchema>;
