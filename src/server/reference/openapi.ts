import { VERSION } from "../../version.js";
import type { Api } from "../api.js";
import { problems, ProblemSchema } from "../../contracts/problem.js";
import { traitsOf, type RouteTraits } from "../http/route-traits.js";

export type ApiDocument = ReturnType<Api["getOpenAPI31Document"]>;
type PathItem = NonNullable<ApiDocument["paths"]>[string];
export type Operation = NonNullable<PathItem["get"]> & {
  /** The least role that may call; absent where anybody may. */
  "x-role"?: string;
};

export const METHODS = ["get", "post", "put", "patch", "delete"] as const;

const DESCRIPTION = `Erasure requests, runs, holds, schedules and evidence of Scrubjay.

Send a bearer token with every call. Times are ISO 8601; lists are cut into pages, and \`cursor\` asks for the next. \
People are named in bodies only, never in addresses, and answered as pseudonyms. Failures are RFC 9457 problem \
details with a stable \`code\`.`;

/** The OpenAPI 3.1 document of all routes, with what their middleware adds to each. */
export function documentOf(api: Api): ApiDocument {
  const token = api.openAPIRegistry.registerComponent("securitySchemes", "token", {
    type: "http",
    scheme: "bearer",
    description: "Made with scrubjay token create; shown once.",
  });
  api.openAPIRegistry.register("Problem", ProblemSchema);
  const document = api.getOpenAPI31Document({
    openapi: "3.1.0",
    info: { title: "Scrubjay", version: VERSION, description: DESCRIPTION, license: { name: "Apache-2.0" } },
    servers: [{ url: "/" }],
  });
  for (const { path, method, operation } of operationsOf(document))
    complete(operation, traitsOfRoute(api, path, method), { path, method, token: token.name });
  return document;
}

/** Every operation of a document, in order. */
export function operationsOf(
  document: ApiDocument,
): { path: string; method: (typeof METHODS)[number]; operation: Operation }[] {
  return Object.entries(document.paths ?? {}).flatMap(([path, item]) =>
    METHODS.flatMap((method) => {
      const operation = item[method] as Operation | undefined;
      return operation ? [{ path, method, operation }] : [];
    }),
  );
}

/** The names of all fields and parameters that the document speaks of. */
export function fieldsOf(document: ApiDocument): Set<string> {
  const names = new Set<string>();
  const waiting: unknown[] = [document];
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    if (typeof next !== "object" || next === null) continue;
    const { properties, name, in: place } = next as Record<string, unknown>;
    if (typeof properties === "object" && properties !== null)
      for (const property of Object.keys(properties)) names.add(property);
    if (typeof name === "string" && typeof place === "string") names.add(name);
    waiting.push(...Object.values(next as Record<string, unknown>).filter((value) => value !== undefined));
  }
  return names;
}

function traitsOfRoute(api: Api, path: string, method: string): RouteTraits {
  const pattern = path.replaceAll(/\/{(.+?)}/g, "/:$1");
  const routes = api.routes.filter((r) => r.path === pattern && r.method === method.toUpperCase());
  return traitsOf(routes.map(({ handler }) => handler));
}

function complete(
  operation: Operation,
  traits: RouteTraits,
  { path, method, token }: { path: string; method: string; token: string },
): void {
  operation.operationId ??= `${method}${path.replaceAll(/[^A-Za-z0-9]+/g, "_")}`.replace(/_$/, "");
  operation.security = traits.isOpen ? [] : [{ [token]: [] }];
  if (traits.role) operation["x-role"] = traits.role;
  const statuses = [
    ...(traits.isOpen ? [] : [401, 403, 429]),
    ...(operation.requestBody ? [400, 413, 415] : []),
    ...(operation.requestBody || operation.parameters?.length ? [422] : []),
    ...(traits.isIdempotent ? [400, 409, 422] : []),
  ];
  const shared = problems(...statuses);
  operation.responses = { ...reference(shared), ...operation.responses };
  if (traits.isIdempotent) operation.parameters = [...(operation.parameters ?? []), IDEMPOTENCY_KEY];
}

/** The same, with the schema by name instead of in zod. */
const reference = (responses: ReturnType<typeof problems>) =>
  Object.fromEntries(
    Object.entries(responses).map(([status, { description }]) => [
      status,
      {
        description,
        content: { "application/problem+json": { schema: { $ref: "#/components/schemas/Problem" } } },
      },
    ]),
  );

const IDEMPOTENCY_KEY = {
  name: "Idempotency-Key",
  in: "header",
  required: false,
  description:
    "A random value of the caller's for this call. Sent again with it, within seven days, the call isn't done again but " +
    "answered as before, with Idempotency-Replayed: true.",
  schema: { type: "string", minLength: 1, maxLength: 200 },
} as const;
