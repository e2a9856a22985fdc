import { linksIn } from "./markup.js";
import { PAGE_ROLES } from "./roles.js";

/** An answer, and where from. */
export interface Seen {
  path: string;
  status: number;
  headers: [name: string, value: string][];
  type: string;
  text: string;
}

export type Ask = (path: string) => Promise<Response>;

/** Of a list's links that differ by a number, an ID or a word of the query only. */
const MOST_ALIKE = 6;
/** Only a few streams may be open at once. */
const MOST_STREAMS = 1;
const AT_ONCE = 4;

/** Asks for pages, and for every address of ours that one of them leads to. Of many that are alike, a few. */
export async function crawl(ask: Ask, from: readonly string[]): Promise<Seen[]> {
  const known = new Set(from);
  const alike = new Map<string, number>();
  const found: Seen[] = [];
  let next = [...known];
  while (next.length > 0) {
    const batch = next.splice(0, AT_ONCE);
    const seen = await Promise.all(batch.map(async (path) => seenIn(path, await ask(path))));
    found.push(...seen);
    for (const link of seen.flatMap(linksOf)) {
      const shape = shapeOf(link);
      const before = alike.get(shape) ?? 0;
      if (known.has(link) || before >= (link.startsWith("/live/") ? MOST_STREAMS : MOST_ALIKE)) continue;
      known.add(link);
      alike.set(shape, before + 1);
      next = [...next, link];
    }
  }
  return found;
}

/** An answer as it is read; of a stream that doesn't end, everything up to its first beat. */
export async function seenIn(path: string, answer: Response): Promise<Seen> {
  const type = answer.headers.get("content-type")?.split(";")[0] ?? "";
  const text = type === "text/event-stream" ? await firstParts(answer) : await answer.text();
  return { path, status: answer.status, headers: [...answer.headers], type, text };
}

async function firstParts(answer: Response): Promise<string> {
  const decoder = new TextDecoder();
  let text = "";
  // What isn't read to its end is cancelled.
  for await (const bytes of answer.body ?? []) {
    text += decoder.decode(bytes as Uint8Array, { stream: true });
    if (text.includes("event: beat")) break;
  }
  return text;
}

/** What a browser takes for markup: a page, or the parts of a stream. */
export function markupOf({ type, text }: Pick<Seen, "type" | "text">): string[] {
  if (type === "text/html") return [text];
  if (type !== "text/event-stream") return [];
  return [...text.matchAll(/^data: (\{.*)$/gm)].map(
    ([, data = ""]) => (JSON.parse(data) as { html: string }).html,
  );
}

function linksOf(seen: Seen): string[] {
  const location = seen.headers.find(([name]) => name === "location")?.[1];
  return [...markupOf(seen).flatMap(linksIn), ...(location?.startsWith("/") ? [location] : [])];
}

/** `/requests/:id?cursor&state`. */
function shapeOf(path: string): string {
  const url = new URL(path, "http://any");
  const query = [...url.searchParams.keys()].sort().join("&");
  return `${routeOf(path) ?? url.pathname}?${query}`;
}

const ROUTES = Object.keys(PAGE_ROLES)
  .filter((route) => route.startsWith("GET "))
  // `/requests/new` before `/requests/:id`.
  .sort((a, b) => a.split(":").length - b.split(":").length)
  .map((route) => ({ route, form: new RegExp(`^${route.slice(4).replace(/:\w+/g, "[^/]+")}$`) }));

/** Which of the dashboard's routes answers there. */
export function routeOf(path: string): string | undefined {
  const pathname = path.replace(/[?#].*/s, "");
  return ROUTES.find(({ form }) => form.test(pathname))?.route;
}

/** Every route that is asked with GET. */
export const PAGE_ROUTES: readonly string[] = ROUTES.map(({ route }) => route);

/** Those that no page leads to: where a form was sent to, or whoever isn't signed in. */
export const UNLINKED: Record<string, string> = {
  "GET /audit/person": "/audit/person",
  "GET /comebacks/person": "/comebacks/person",
  "GET /holds/person": "/holds/person",
  "GET /audit/log/verification": "/audit/log/verification",
  "GET /audit/log/consistency": "/audit/log/consistency",
  "GET /sign-in": "/sign-in",
  "GET /sign-in/link": "/sign-in/link",
};

/** Every part of a query that any page reads, and some that others have been tricked with. */
export const QUERY = [
  ...[
    "state",
    "regulation",
    "due",
    "cursor",
    "people",
    "run",
    "subject",
    "actor",
    "action",
    "target",
    "kind",
  ],
  ...[
    "format",
    "log",
    "days",
    "which",
    "active",
    "done",
    "to",
    "key",
    "limit",
    "next",
    "url",
    "return",
    "__proto__",
  ],
];

/** The same text under each of these names. */
export const queryOf = (names: readonly string[], text: string): string =>
  names.map((name) => `${name}=${encodeURIComponent(text)}`).join("&");
