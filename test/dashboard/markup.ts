import { ASSETS } from "../../src/dashboard/assets.js";

/** A tag as a browser would read it. */
export interface Tag {
  name: string;
  attributes: Map<string, string>;
}

const TAG = /<([a-z!][^\s/>]*)((?:"[^"]*"|'[^']*'|[^"'>])*)>/gi;
const ATTRIBUTE = /([^\s"'<>/=]+)(?:\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'=<>`]+)))?/g;
const ENTITIES: Record<string, string> = { amp: "&", lt: "<", gt: ">", quot: '"', "#39": "'" };

const decoded = (text: string): string =>
  text.replace(/&(amp|lt|gt|quot|#39);/g, (entity, name: string) => ENTITIES[name] ?? entity);

export function tagsOf(html: string): Tag[] {
  return [...html.matchAll(TAG)].map(([, name = "", rest = ""]) => ({
    name: name.toLowerCase(),
    attributes: new Map(
      [...rest.matchAll(ATTRIBUTE)].map(([, attribute = "", ...values]) => [
        attribute.toLowerCase(),
        decoded(values.find((value) => value !== undefined) ?? ""),
      ]),
    ),
  }));
}

/** What no page of ours has. A page's own style and script are files. */
export function harmIn(html: string): string[] {
  return tagsOf(html).flatMap(({ name, attributes }) => {
    const at = (wrong: string) => [`<${name}> ${wrong}`];
    if (name === "script" && attributes.get("src") !== ASSETS.script) return at("of nobody's");
    if (["iframe", "object", "embed", "base", "style"].includes(name)) return at("at all");
    return [...attributes].flatMap(([attribute, value]) => {
      if (/^on|^style$|^srcdoc$/.test(attribute)) return at(attribute);
      const isAddress = ["href", "src", "action", "formaction", "data-live"].includes(attribute);
      return isAddress && !/^(?:\/(?!\/)|#)/.test(value) ? at(`${attribute}=${value}`) : [];
    });
  });
}

/** Addresses of ours that a page leads to, by links, files, and what keeps it live. */
export function linksIn(html: string): string[] {
  const named = tagsOf(html).flatMap(({ attributes }) =>
    ["href", "src", "data-live"].map((name) => attributes.get(name)),
  );
  return named.flatMap((value) => (value?.startsWith("/") ? [value.replace(/#.*$/s, "")] : []));
}
