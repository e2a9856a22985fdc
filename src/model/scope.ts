/** Places where TalkJS keeps something of a person. */
export const PLACES = ["profile", "messages", "conversations"] as const;
export type Place = (typeof PLACES)[number];

/** Those that an erasure covers; what it doesn't cover is told under what remains. */
export const SCOPE: readonly Place[] = ["profile"];

/** Where the second witness looks: what other chat participants see of a profile. It is no part of a scope. */
export const PUBLIC_PROFILE = "public_profile";

/** `profile; messages and conversations were kept` */
export function scopeText(scope: readonly string[]): string {
  const kept = PLACES.filter((place) => !scope.includes(place));
  return `${scope.join(", ")}${kept.length > 0 ? `; ${kept.join(" and ")} were kept` : ""}`;
}
