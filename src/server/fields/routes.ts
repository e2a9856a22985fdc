import { allPolicies } from "../../policy/named-policies.js";
import { unknownFieldsOf } from "../../service/unknown-fields.js";
import * as UnknownFields from "../../contracts/unknown-fields.js";
import type { Api } from "../api.js";
import { serve } from "../http/serve.js";
import { unknownFieldView } from "./view.js";

export function registerFields(api: Api): void {
  serve(api, UnknownFields.list, async (c) => {
    const { app, policies } = c.get("backend");
    const fields = await unknownFieldsOf(app, allPolicies(policies));
    return c.json({ fields: fields.map(unknownFieldView) }, 200);
  });

  serve(api, UnknownFields.retry, async (c) => {
    const { fields } = c.req.valid("json");
    return c.json({ fields: await c.get("backend").app.userFields.forget(fields) }, 200);
  });
}
