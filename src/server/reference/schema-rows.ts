/** What of JSON Schema (2020-12, as OpenAPI 3.1 has it) the reference page shows. */
export interface JsonSchema {
  $ref?: string;
  type?: string | string[];
  format?: string;
  description?: string;
  enum?: unknown[];
  const?: unknown;
  default?: unknown;
  pattern?: string;
  properties?: Record<string, JsonSchema>;
  required?: string[];
  additionalProperties?: JsonSchema | boolean;
  items?: JsonSchema;
  anyOf?: JsonSchema[];
  oneOf?: JsonSchema[];
  allOf?: JsonSchema[];
  minimum?: number;
  exclusiveMinimum?: number;
  maximum?: number;
  minLength?: number;
  maxLength?: number;
  minItems?: number;
  maxItems?: number;
}

/** One line of a table of fields: `subjects[].state`. */
export interface FieldRow {
  name: string;
  schema: JsonSchema;
  required: boolean;
}

const DEEPEST = 4;
/** What an integer column holds; as a bound it tells nobody anything. */
const LARGEST_INTEGER = 2 ** 31 - 1;

/** The fields of a schema, those of objects within it too; what has a name of its own is shown elsewhere. */
export function rowsOf(schema: JsonSchema, prefix = "", depth = 0): FieldRow[] {
  if (depth > DEEPEST) return [];
  if (schema.type === "array" && schema.items && !schema.items.$ref)
    return rowsOf(schema.items, `${prefix}[]`, depth + 1);
  const inner = (schema.allOf ?? []).flatMap((part) => (part.$ref ? [] : rowsOf(part, prefix, depth + 1)));
  const alternatives = (schema.anyOf ?? schema.oneOf ?? []).flatMap((part) =>
    part.$ref ? [] : rowsOf(part, prefix, depth + 1),
  );
  const own = Object.entries(schema.properties ?? {}).flatMap(([name, property]) => {
    const path = prefix === "" ? name : `${prefix}.${name}`;
    const required = schema.required?.includes(name) ?? false;
    return [{ name: path, schema: property, required }, ...rowsOf(property, path, depth + 1)];
  });
  return [...own, ...inner, ...uniqueByName(alternatives)];
}

/** Alternatives often share fields. */
const uniqueByName = (rows: FieldRow[]): FieldRow[] => [
  ...new Map(rows.map((row) => [row.name, { ...row, required: false }])).values(),
];

/** The name of the schema that `schema` is, or is a list of. */
export const nameOf = (schema: JsonSchema): string | undefined =>
  (schema.$ref ?? schema.items?.$ref ?? schema.allOf?.find((part) => part.$ref)?.$ref)?.split("/").at(-1);

/** `text (date-time)`, `list of whole number`, `"gdpr" or "ccpa"`. */
export function typeOf(schema: JsonSchema): string {
  if (schema.const !== undefined) return JSON.stringify(schema.const);
  if (schema.enum) return schema.enum.map((value) => JSON.stringify(value)).join(" or ");
  if (schema.$ref) return nameOf(schema) ?? "object";
  const alternatives = schema.anyOf ?? schema.oneOf;
  if (alternatives) return [...new Set(alternatives.map(typeOf))].join(" or ");
  if (schema.allOf) return schema.allOf.map(typeOf).join(" with ");
  const types = [schema.type ?? "any"].flat();
  return types.map((type) => nameOfType(type, schema)).join(" or ");
}

function nameOfType(type: string, schema: JsonSchema): string {
  switch (type) {
    case "string":
      return schema.format ? `text (${schema.format})` : "text";
    case "integer":
      return "whole number";
    case "array":
      return `list of ${schema.items ? typeOf(schema.items) : "anything"}`;
    case "boolean":
      return "true or false";
    case "any":
      return "anything";
    default:
      return type;
  }
}

/** `1 to 200 characters`, `at most 1000`; empty without bounds. */
export function boundsOf(schema: JsonSchema): string {
  const range = (min: number | undefined, max: number | undefined, unit: string) => {
    if (min === undefined && max === undefined) return [];
    if (max === undefined) return [`at least ${min}${unit}`];
    return [min === undefined ? `at most ${max}${unit}` : `${min} to ${max}${unit}`];
  };
  const [min, max] = [schema.minimum ?? schema.exclusiveMinimum, schema.maximum];
  return [
    ...range(schema.minLength, schema.maxLength, " characters"),
    ...range(schema.minItems, schema.maxItems, " items"),
    ...range(min, max !== undefined && max >= LARGEST_INTEGER ? undefined : max, ""),
    ...(schema.default === undefined ? [] : [`default ${JSON.stringify(schema.default)}`]),
  ].join("; ");
}
