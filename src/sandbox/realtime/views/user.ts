import type { SandboxUser } from "../../shapes/user.js";

/** What everybody may see of a user; all of it is always there. */
export interface PublicUser {
  id: string;
  name: string;
  custom: Record<string, string>;
  locale: string;
  photoUrl: string | null;
  role: string;
  welcomeMessage: string | null;
}

/** Assumption: what the dashboard says unless somebody changed it. */
const DEFAULT_LOCALE = "en-US";
export const DEFAULT_ROLE = "default";

/** Assumption: what is of another kind than documented, which only an import brings, is shown as if it weren't there. */
export function publicUser(user: SandboxUser): PublicUser {
  return {
    id: user.id,
    name: textOf(user.name) ?? "",
    custom: textsOf(user.custom),
    locale: textOf(user.locale) ?? DEFAULT_LOCALE,
    photoUrl: textOf(user.photoUrl),
    role: textOf(user.role) ?? DEFAULT_ROLE,
    welcomeMessage: textOf(user.welcomeMessage),
  };
}

function textOf(value: unknown): string | null {
  return typeof value === "string" ? value : null;
}

export function textsOf(value: unknown): Record<string, string> {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return {};
  const texts = Object.entries(value).filter(([, text]) => typeof text === "string");
  return Object.fromEntries(texts);
}
