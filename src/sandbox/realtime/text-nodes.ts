import type { z } from "zod";
import type { TextNode } from "../shapes/content.js";
import { agrees } from "./auto-link.js";

type Field = "children" | "text" | "url" | "id" | "action" | "params";
type NodeType = Exclude<TextNode, string>["type"];

/** What each node of a text has beside its type, all of it. */
const NODES: Record<NodeType, readonly Field[]> = {
  bold: ["children"],
  italic: ["children"],
  strikethrough: ["children"],
  bulletList: ["children"],
  bulletPoint: ["children"],
  link: ["url", "children"],
  autoLink: ["url", "text"],
  codeSpan: ["text"],
  mention: ["id", "text"],
  customEmoji: ["text"],
  actionLink: ["action", "params", "children"],
  actionButton: ["action", "params", "children"],
};

/** The client's own parser writes some names in small letters; kept and shown they are in camel case, or the client loses them. */
const TYPES = new Map<unknown, NodeType>(
  (Object.keys(NODES) as NodeType[]).flatMap((type) => [
    [type, type],
    [type.toLowerCase(), type],
  ]),
);

/** Nobody nests deeper by hand. */
const MAX_DEPTH = 32;

type Path = readonly (string | number)[];

/** Reads the nodes of a text strictly. What is wrong is told to `context`, each thing with its place. */
export function readNodes(values: readonly unknown[], context: z.RefinementCtx, path: Path = []): TextNode[] {
  return values.flatMap((value, i) => readNode(value, context, [...path, i]) ?? []);
}

function readNode(value: unknown, context: z.RefinementCtx, path: Path): TextNode | undefined {
  const refuse = (message: string, ...place: Path) => {
    context.addIssue({ code: "custom", path: [...path, ...place], message });
    return undefined;
  };
  if (typeof value === "string") return value;
  if (typeof value !== "object" || value === null) return refuse("must be a text or a node");
  if (path.length > MAX_DEPTH * 2) return refuse("is nested too deeply");
  const given = new Map(Object.entries(value));
  const type = TYPES.get(given.get("type"));
  if (type === undefined) return refuse("there is no such node", "type");
  const node: Record<string, unknown> = { type };
  for (const field of NODES[type]) {
    const read = readField(field, given.get(field), context, [...path, field]);
    if (read === undefined) refuse(`must be ${KINDS[field]}`, field);
    else node[field] = read;
  }
  for (const name of given.keys())
    if (name !== "type" && !NODES[type].some((field) => field === name))
      refuse("there is no such field", name);
  const { url, text } = node;
  if (type === "autoLink" && typeof url === "string" && typeof text === "string" && !agrees(url, text))
    return refuse("must be what text says", "url");
  return node as TextNode;
}

const KINDS: Record<Field, string> = {
  children: "a list of nodes",
  text: "a text",
  url: "a text",
  id: "a text",
  action: "a text",
  params: "an object of texts",
};

/** Undefined when it is of another kind. */
function readField(field: Field, value: unknown, context: z.RefinementCtx, path: Path): unknown {
  if (field === "children") return Array.isArray(value) ? readNodes(value, context, path) : undefined;
  if (field !== "params") return typeof value === "string" ? value : undefined;
  const isObject = typeof value === "object" && value !== null && !Array.isArray(value);
  return isObject && Object.values(value).every((text) => typeof text === "string") ? value : undefined;
}
