import fc from "fast-check";
import { expect, test } from "vitest";
import { operationsOf, type ApiDocument } from "../../src/server/reference/openapi.js";
import { ProblemSchema } from "../../src/contracts/problem.js";
import { openSigner } from "../../src/opendsr/signer.js";
import { appHarness } from "../jobs/app-harness.js";
import { makeCertificate } from "../opendsr/certificate.js";
import { describePostgres } from "../support/ledger.js";
import { sized } from "../support/size.js";
import { bearer, OWNER_TOKEN, apiHarness, type ApiHarness } from "./api-harness.js";
import { CANARY, hostileText, jsonOf, sample, spoilt, type JsonSchema } from "./samples.js";

/** For all routes together. */
const TIME_MS = sized(6_000, 36_000);
const CALLS_A_ROUTE = 100;

interface Parameter {
  name: string;
  in: "path" | "query" | "header";
  required?: boolean;
  schema?: JsonSchema;
}
type Route = ReturnType<typeof operationsOf>[number];

type Pairs = [name: string, text: string][];

/** One call as it is sent. `picks` choose among the IDs that earlier answers told. */
interface Call {
  path: Record<string, { text: string; pick: number | null }>;
  query: Pairs;
  headers: Record<string, string>;
  body: string | null;
}

const asText = (value: unknown): string => (typeof value === "string" ? value : JSON.stringify(value));
/** What can stand in a header at all. */
const asHeader = (text: string): string => text.replaceAll(/[^\x20-\x7e]/g, "").trim();

/** Mostly one thing of a call is wrong: with more, only the first is found. */
function mostly<T>(good: fc.Arbitrary<T>, bad: fc.Arbitrary<T>, weight = 6): fc.Arbitrary<T> {
  return fc.oneof({ weight, arbitrary: good }, { weight: 1, arbitrary: bad });
}

function callsOf({ operation }: Route, named: Record<string, JsonSchema>): fc.Arbitrary<Call> {
  const parameters = (operation.parameters ?? []) as Parameter[];
  const value = ({ schema = {} }: Parameter) => mostly(sample(schema, named).map(asText), hostileText);
  const of = (place: Parameter["in"]) => parameters.filter((parameter) => parameter.in === place);
  const path = fc.record(
    Object.fromEntries(
      of("path").map((parameter) => [
        parameter.name,
        fc.record({ text: value(parameter), pick: fc.option(fc.nat(), { freq: 4 }) }),
      ]),
    ),
  );
  const given = (parameter: Parameter) => value(parameter).map((text): Pairs => [[parameter.name, text]]);
  const extra = fc.tuple(hostileText, hostileText).map((pair): Pairs => [pair]);
  const none = fc.constant<Pairs>([]);
  const query = fc
    .tuple(...of("query").map((parameter) => mostly(none, given(parameter), 2)), mostly(none, extra, 20))
    .map((pairs) => pairs.flat());
  const media = operation.requestBody as { content?: Record<string, { schema?: JsonSchema }> } | undefined;
  const good = sample(media?.content?.["application/json"]?.schema ?? {}, named);
  const broken = fc.constantFrom("", "{", `{"${CANARY}":`, `"${CANARY}"\n"${CANARY}"`);
  const body = media
    ? mostly(fc.oneof(good.map(jsonOf), spoilt(good).map(jsonOf)), broken, 20)
    : fc.constant(null);
  const types = ["text/plain", "application/x-ndjson", "application/json; charset=x", ""];
  const headers = fc
    .record({
      type: mostly(fc.constant("application/json"), fc.constantFrom(...types), 20),
      key: mostly(fc.constant(null), hostileText.map(asHeader)),
    })
    .map(({ type, key }) => ({
      ...(media && type ? { "content-type": type } : {}),
      ...(key === null ? {} : { "idempotency-key": key.slice(0, 300) }),
    }));
  return fc.record({ path, query, headers, body });
}

const encoded = (text: string): string => encodeURIComponent(text.replaceAll(/\p{Surrogate}/gu, "%"));

async function send(
  { api }: ApiHarness,
  { path, method }: Route,
  call: Call,
  known: string[],
): Promise<Response> {
  const address = path.replaceAll(/{(\w+)}/g, (_, name: string) => {
    const { text, pick } = call.path[name] ?? { text: "", pick: null };
    return encoded((pick === null ? undefined : known[pick % known.length]) ?? text);
  });
  const query = call.query.map((pair) => pair.map(encoded).join("=")).join("&");
  const url = query === "" ? address : `${address}?${query}`;
  const headers = { ...bearer(OWNER_TOKEN), ...call.headers };
  const body = call.body === null ? {} : { body: new TextEncoder().encode(call.body) };
  return api.request(url, { method: method.toUpperCase(), headers, ...body });
}

/** What must hold for any answer, whatever was sent. */
async function check(answer: Response, { path }: Route): Promise<string> {
  const text = await answer.text();
  if (answer.status < 400) return text;
  expect(text, "nothing that was sent comes back").not.toContain(CANARY);
  if (/opendsr|opengdpr|discovery/.test(path)) expect(JSON.parse(text)).toHaveProperty("error.code");
  else {
    expect(answer.headers.get("content-type")).toBe("application/problem+json");
    const problem = ProblemSchema.parse(JSON.parse(text));
    expect(problem.status).toBe(answer.status);
    if (problem.code.startsWith("API_")) return text;
  }
  expect(answer.status, text).toBeLessThan(500);
  return text;
}

describePostgres("whatever is sent to any route", (on) => {
  test("is answered without a failure of ours and without being repeated", async () => {
    const { app, context } = await appHarness(on, { users: 3 });
    const opendsr = await openSigner(await makeCertificate(), new Date(Date.now() + 1_000));
    const here = apiHarness(app, { context, opendsr });
    const document = (await (await here.api.request("/v1/openapi.json")).json()) as ApiDocument;
    const named = (document.components?.schemas ?? {}) as Record<string, JsonSchema>;
    // What makes things comes first, so that there is something to ask for.
    const routes = operationsOf(document).sort((one, other) => rankOf(one) - rankOf(other));
    const shares = routes.reduce((sum, route) => sum + shareOf(route), 0);
    const known: string[] = [];
    const statuses = new Set<number>();
    for (const route of routes) {
      const property = fc.asyncProperty(callsOf(route, named), async (call) => {
        const answer = await send(here, route, call, known);
        const text = await check(answer, route);
        statuses.add(answer.status);
        if (answer.ok) known.push(...idsIn(text).slice(0, 3));
      });
      const limits = { numRuns: CALLS_A_ROUTE, interruptAfterTimeLimit: (shareOf(route) / shares) * TIME_MS };
      const result = await fc.check(property, { ...limits, endOnFailure: true });
      // A first call that takes longer than the route's share of the time is no failure.
      if (result.counterexample !== null)
        throw new Error(`${route.method} ${route.path}: ${fc.defaultReportMessage(result)?.slice(0, 3_000)}`);
    }
    expect([...statuses].sort()).toEqual(expect.arrayContaining([200, 201, 400, 404, 422]));
  });
});

const idsIn = (text: string): string[] =>
  [...text.matchAll(/"(?:id|run|watch|name)":\s*"?([\w-]+)/g)].map(([, id]) => id ?? "");

const rankOf = ({ method, path }: Route): number => (path.includes("{") ? 2 : method === "post" ? 0 : 1);

/** Bodies can be wrong in more ways than addresses. */
const shareOf = ({ operation }: Route): number => (operation.requestBody ? 4 : 1);
