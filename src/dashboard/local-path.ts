import { OPENABLE } from "./pages.js";
import { NAMELESS_FORMS } from "./params.js";

const FORMS: Record<string, string> = NAMELESS_FORMS;
const NOTHING = "(?!)";

/** A page whose parameter could name a person is left out: no address of the sign-in repeats it. */
const OURS = OPENABLE.map(
  (address) => new RegExp(`^${address.replace(/:(\w+)/g, (_, name: string) => FORMS[name] ?? NOTHING)}$`),
);

/** Where to go after the sign-in: a page of ours, or else the first one. Never another site. */
export const localPath = (path: string | undefined): string =>
  path !== undefined && path.length <= 200 && OURS.some((form) => form.test(path)) ? path : "/";
