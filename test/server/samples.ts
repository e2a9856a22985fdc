import fc from "fast-check";
import type { JsonSchema as Shown } from "../../src/server/reference/schema-rows.js";

export type JsonSchema = Shown & { example?: unknown };

/** In every text of our own making: where it comes back, something that was sent did. */
export const CANARY = "cnry";

const DEEPEST = 6;
const CANARY_UUID = "3fa85f64-5717-4562-b3fc-2c963f66afa6";

const moment = fc
  .date({ min: new Date("2025-01-01"), max: new Date("2027-12-31"), noInvalidDate: true })
  .map((date) => date.toISOString());

/** Short and plain, and not so plain. */
const word = fc
  .constantFrom("", "a", "-1", "ünïcödé", "漢字", "😀", "e\u0301", "x".repeat(40))
  .map((text) => CANARY + text);

/** The years 0 and 10000 are a step away, or reached by their offset. */
const EDGES_OF_TIME = [
  "0000-01-01T00:00:00Z",
  "0001-01-01T00:00:00+14:00",
  "9999-12-31T23:59:59Z",
  "9999-12-31T23:59:59-14:00",
];

const lone = String.fromCharCode(0xd800);
const HOSTILE_TEXTS = [
  "",
  " ",
  "\0",
  lone,
  `${CANARY}\n${CANARY}`,
  `${CANARY}'; drop table scrubjay.runs; --`,
  `../../${CANARY}`,
  `<script>${CANARY}</script>`,
  `${CANARY}@example.com`,
  "__proto__",
  "constructor",
  "\u202e\ufeff\u0000",
  "👩‍👩‍👧‍👦".repeat(100),
  CANARY.repeat(5_000),
  CANARY.repeat(80_000),
  "0000-01-01T00:00:00Z",
  "9999-12-31T23:59:59.999Z",
  "2026-02-30T25:61:00Z",
  "+275760-09-13T00:00:00.000Z",
  "-1",
  "1e400",
  "99999999999999999999",
  "2147483648",
  "NaN",
  "00000000-0000-0000-0000-000000000000",
];
const HOSTILE_NUMBERS = [0, -0, -1, 0.5, 2 ** 31 - 1, 2 ** 31, 2 ** 53, -(2 ** 63), 1e308];

/** Stands for what is nested more deeply than a program can write by recursion. */
const DEEP = `${CANARY}-deep`;
const DEPTH = 5_000;

export const jsonOf = (value: unknown): string =>
  JSON.stringify(value).replaceAll(`"${DEEP}"`, "[".repeat(DEPTH) + "]".repeat(DEPTH));

/** Whatever might upset a program; what can't be JSON is left out. */
export const hostile: fc.Arbitrary<unknown> = fc.oneof(
  fc.constantFrom(...HOSTILE_TEXTS),
  fc.constantFrom(...HOSTILE_NUMBERS),
  fc.string({ unit: "binary", maxLength: 50 }).map((text) => CANARY + text),
  fc.constantFrom(null, true, false, [], {}, [[]], [null], [CANARY], { [CANARY]: CANARY }),
  fc.array(word, { maxLength: 5 }),
  fc.constant(Array.from({ length: 2_000 }, (_, index) => `${CANARY}${index}`)),
  fc.constant(DEEP),
);

export const hostileText: fc.Arbitrary<string> = fc.oneof(
  fc.constantFrom(...HOSTILE_TEXTS),
  fc.string({ unit: "binary", maxLength: 50 }).map((text) => CANARY + text),
);

/** Values that a schema allows, or nearly: patterns are left to the hostile ones. */
export function sample(
  schema: JsonSchema,
  named: Record<string, JsonSchema>,
  depth = 0,
): fc.Arbitrary<unknown> {
  const inner = (part: JsonSchema) => sample(part, named, depth + 1);
  if (depth > DEEPEST) return fc.constant(null);
  if (schema.$ref) return inner(named[schema.$ref.split("/").at(-1) ?? ""] ?? {});
  if (schema.const !== undefined) return fc.constant(schema.const);
  if (schema.enum) return fc.constantFrom(...schema.enum);
  if (schema.example !== undefined)
    return fc.oneof(
      { weight: 3, arbitrary: fc.constant(schema.example) },
      inner({ ...schema, example: undefined }),
    );
  const alternatives = schema.anyOf ?? schema.oneOf;
  if (alternatives) return fc.oneof(...alternatives.map(inner));
  if (schema.allOf)
    return fc.tuple(...schema.allOf.map(inner)).map((parts) => Object.assign({}, ...parts) as unknown);
  const types = [schema.type ?? "any"].flat();
  return fc.oneof(...types.map((type) => ofType(type, schema, inner)));
}

function ofType(
  type: string,
  schema: JsonSchema,
  inner: (part: JsonSchema) => fc.Arbitrary<unknown>,
): fc.Arbitrary<unknown> {
  switch (type) {
    case "string":
      return text(schema);
    case "integer":
      // The edges of what it allows, where that is more than a column holds, too.
      return fc.oneof(
        fc.integer({ min: schema.minimum ?? 0, max: Math.min(schema.maximum ?? 100, 100) }),
        fc.constantFrom(schema.minimum ?? -1, schema.maximum ?? 2 ** 31),
      );
    case "number":
      return fc.double({ min: schema.minimum ?? 0, max: schema.maximum ?? 100, noNaN: true });
    case "boolean":
      return fc.boolean();
    case "null":
      return fc.constant(null);
    case "array":
      return fc.array(inner(schema.items ?? {}), { minLength: schema.minItems ?? 0, maxLength: 3 });
    case "object":
      return object(schema, inner);
    default:
      return hostile;
  }
}

function text({ format, pattern, minLength = 0, maxLength = 100 }: JsonSchema): fc.Arbitrary<string> {
  if (format === "date-time")
    return fc.oneof({ weight: 3, arbitrary: moment }, fc.constantFrom(...EDGES_OF_TIME));
  if (format === "uuid") return fc.oneof(fc.uuid({ version: 4 }), fc.constant(CANARY_UUID));
  if (pattern) return fc.oneof(fc.constantFrom("1", "0".repeat(64)), word);
  return word.map((made) => made.padEnd(minLength, "x").slice(0, maxLength));
}

function object(
  schema: JsonSchema,
  inner: (part: JsonSchema) => fc.Arbitrary<unknown>,
): fc.Arbitrary<unknown> {
  const properties = Object.entries(schema.properties ?? {});
  if (properties.length === 0) return fc.dictionary(word, hostile, { maxKeys: 3 });
  // Most that may be left out is left out: many fields together seldom go well.
  const fields = properties.map(([name, part]) => {
    const value = inner(part).map((made) => [[name, made]]);
    return schema.required?.includes(name) ? value : fc.oneof(fc.constant([]), fc.constant([]), value);
  });
  return fc.tuple(...fields).map((made) => Object.fromEntries(made.flat()) as unknown);
}

/** A value with one thing wrong in it: a field of another kind, one too many, or one missing. */
export function spoilt(good: fc.Arbitrary<unknown>): fc.Arbitrary<unknown> {
  const bads = fc.record({ any: hostile, text: hostileText, number: fc.constantFrom(...HOSTILE_NUMBERS) });
  const how = fc.constantFrom("replace", "replace", "replace", "add", "remove", "whole");
  return fc.tuple(good, fc.nat(), bads, how).map(([value, at, bad, how]) => {
    if (how === "whole" || typeof value !== "object" || value === null || Array.isArray(value))
      return bad.any;
    const fields: [string, unknown][] = Object.entries(value);
    const [name, old] = fields[at % Math.max(1, fields.length)] ?? [CANARY, null];
    if (how === "add") return { ...value, [`${CANARY}${at}`]: bad.any };
    if (how === "remove") return Object.fromEntries(fields.filter(([other]) => other !== name));
    const alike = typeof old === "number" ? bad.number : typeof old === "string" ? bad.text : bad.any;
    return { ...value, [name]: at % 3 === 0 ? bad.any : alike };
  });
}
