import type { Form } from "./form.js";

const UUID = /^[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}$/;

/** What a form carries in its hidden field `key`, so that pressing its button twice does the thing once. */
export function idempotencyKey(form: Form): string | undefined {
  const key = form.text("key");
  return key !== undefined && UUID.test(key) ? key : undefined;
}
