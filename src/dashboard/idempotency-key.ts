import { UUID } from "../model/ids.js";
import type { Form } from "./form.js";

/** What a form carries in its hidden field `key`, so that pressing its button twice does the thing once. */
export function idempotencyKey(form: Form): string | undefined {
  const key = form.text("key");
  return key !== undefined && UUID.test(key) ? key : undefined;
}
