import { z } from "zod";
import { isKnownField } from "../model/fields.js";
import { fault, section } from "./fault.js";
import { ground } from "./grounds.js";
import { isPlainName } from "./field-name.js";
import { text } from "./values.js";

const REMEDY = "Write `blank`, `report` or `{ keep: [names], ground: why }`.";
const KEEP_REMEDY = "Name the fields to keep, such as `[timeZone]`, or write `unknownFields: blank`.";

const KeptNameSchema = text(KEEP_REMEDY)
  .refine((name) => !isKnownField(name), fault("is a field that is known", "Write it under `scrub`."))
  .refine(
    isPlainName,
    fault("isn't one word, or could be a person", "Only names that can stand in the audit log can be kept."),
  );

/** What happens to fields that TalkJS sends and nobody here knows. */
export const UnknownFieldsSchema = z.union(
  [
    z.enum(["blank", "report"], fault("must be `blank` or `report`", REMEDY)),
    section(
      {
        keep: z
          .array(KeptNameSchema, fault("must be a list", KEEP_REMEDY))
          .min(1, fault("keeps no field", KEEP_REMEDY))
          .transform((names) => [...new Set(names)]),
        ground: ground(),
      },
      REMEDY,
    ),
  ],
  fault("must be `blank`, `report` or a choice of fields to keep", REMEDY),
);
