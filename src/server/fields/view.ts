import { unknownFieldText, type UnknownField } from "../../model/unknown-field.js";
import type { UnknownFieldView } from "../../contracts/unknown-fields.js";
import { instant } from "../http/instant.js";

export const unknownFieldView = (found: UnknownField): UnknownFieldView => ({
  ...found,
  since: instant(found.since),
  triedAt: instant(found.triedAt),
  text: unknownFieldText(found) ?? null,
});
