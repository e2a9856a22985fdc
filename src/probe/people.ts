/** What everything begins with that a probe makes. Nobody real has such an ID. */
export const PREFIX = "scrubjay-probe-";

/** Invented people, made once and used again: TalkJS deletes nobody. `d` has an ID that must be encoded in a path. */
export const PEOPLE = {
  a: { id: `${PREFIX}a`, name: "Scrubjay Probe A" },
  b: { id: `${PREFIX}b`, name: "Scrubjay Probe B" },
  c: { id: `${PREFIX}c`, name: "Scrubjay Probe C" },
  d: { id: `${PREFIX}d/ü`, name: "Scrubjay Probe D" },
} as const;

export type Person = keyof typeof PEOPLE;
export const PEOPLE_COUNT = Object.keys(PEOPLE).length;
