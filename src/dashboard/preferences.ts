import { IANAZone } from "luxon";
import type { Context, Env } from "hono";
import { getCookie } from "hono/cookie";

export const THEMES = ["system", "light", "dark"] as const;
export type Theme = (typeof THEMES)[number];

export const ZONE_COOKIE = "scrubjay-zone";
export const THEME_COOKIE = "scrubjay-theme";

/** The time zone that the visitor's browser has told, else UTC. */
export function zoneOf<E extends Env>(c: Context<E>): string {
  const told = getCookie(c, ZONE_COOKIE);
  return told !== undefined && told.length <= 64 && IANAZone.isValidZone(told) ? told : "UTC";
}

/** Light or dark as the visitor has chosen, else as their system has. */
export function themeOf<E extends Env>(c: Context<E>): Theme {
  const chosen = getCookie(c, THEME_COOKIE);
  return THEMES.find((theme) => theme === chosen) ?? "system";
}
