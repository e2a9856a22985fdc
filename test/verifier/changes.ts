import { sized } from "../support/size.js";
import type { Json, JsonObject } from "./certificate-maker.js";

export interface Change {
  /** Where, such as `run.keeps.0.field`. */
  path: string;
  /** What became of it, for a failing test's message. */
  what: string;
  changed: JsonObject;
}

type Step = string | number;

/**
 * One change at a time to every value of a document: other values and kinds, keys and items removed and added. In the small
 * size one of the values and kinds, and the removal.
 */
export function* everyChange(document: JsonObject): Generator<Change> {
  for (const [steps, value] of everyValue(document)) {
    const path = steps.join(".");
    const all = replacements(value);
    for (const [what, replacement] of sized(all.slice(0, 1), all)) {
      yield { path, what, changed: withValue(document, steps, replacement) };
    }
    if (steps.length > 0) yield { path, what: "removed", changed: without(document, steps) };
  }
}

function* everyValue(value: Json, steps: Step[] = []): Generator<[Step[], Json]> {
  yield [steps, value];
  if (typeof value !== "object" || value === null) return;
  const members = Array.isArray(value) ? [...value.entries()] : Object.entries(value);
  for (const [step, member] of members) yield* everyValue(member, [...steps, step]);
}

function replacements(value: Json): [string, Json][] {
  if (typeof value === "string") {
    const other = value.endsWith("1") ? "2" : "1";
    const texts = [`${value}x`, value.slice(0, -1), value.slice(0, -1) + other];
    return [...texts.filter((text) => text !== value), null, [value]].map((text) => [
      `became ${JSON.stringify(text)}`,
      text,
    ]);
  }
  if (typeof value === "number")
    return [
      ["became one more", value + 1],
      ["became text", String(value)],
      ["became null", null],
    ];
  if (typeof value === "boolean")
    return [
      ["was turned", !value],
      ["became null", null],
    ];
  if (value === null)
    return [
      ["became text", "x"],
      ["became a number", 0],
      ["became an object", {}],
      ["became false", false],
    ];
  if (Array.isArray(value)) {
    return [
      ["got one item twice", [...value, value[0] ?? "x"]],
      ["got null", [...value, null]],
      ["was emptied", value.length > 0 ? [] : [0]],
      ["became an object", { ...value }],
      ...(value.length > 1 ? [["was reversed", [...value].reverse()] satisfies [string, Json]] : []),
    ];
  }
  return [
    ["got a key", { ...value, extra: 1 }],
    ["got a key with null", { ...value, extra: null }],
    ["got a key named __proto__", JSON.parse(JSON.stringify(value).replace("{", '{"__proto__":{},')) as Json],
    ["became null", null],
    ["became a list", [value]],
  ];
}

function withValue(document: JsonObject, [first, ...rest]: Step[], value: Json): JsonObject {
  if (first === undefined) return value as JsonObject;
  const inner = (document as Record<Step, Json>)[first];
  const changed = rest.length === 0 ? value : withValue(inner as JsonObject, rest, value);
  if (!Array.isArray(document)) return { ...document, [first]: changed };
  return document.map((item: Json, i) => (i === first ? changed : item)) as unknown as JsonObject;
}

function without(document: JsonObject, steps: Step[]): JsonObject {
  const changed = structuredClone(document);
  const last = steps.at(-1) ?? "";
  let parent = changed as Record<Step, Json>;
  for (const step of steps.slice(0, -1)) parent = parent[step] as Record<Step, Json>;
  if (Array.isArray(parent)) parent.splice(Number(last), 1);
  else delete parent[last];
  return changed;
}
