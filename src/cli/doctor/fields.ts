import { isKeptByTalkJS, unknownFieldText, type UnknownField } from "../../model/unknown-field.js";
import type { Finding } from "./finding.js";

/** What there is to say about the fields that TalkJS sends, nobody here knows and the policy doesn't name. */
export const fieldFindings = (fields: readonly UnknownField[]): Finding[] =>
  fields.flatMap((found): Finding[] => {
    const detail = unknownFieldText(found);
    if (detail === undefined) return [];
    const stays = found.rule === "report" || isKeptByTalkJS(found);
    if (!stays) return [{ what: "Fields", verdict: "ok", detail }];
    const keep = "have the policy keep it and say why (`unknownFields: { keep: [...], ground: ... }`)";
    const remedy =
      found.rule === "report"
        ? `Write \`version: 2\` and \`unknownFields: blank\`, or ${keep}.`
        : `Ask TalkJS how it is cleared, then run \`scrubjay fields retry\`; or ${keep}.`;
    return [{ what: "Fields", verdict: "warning", detail, remedy }];
  });
