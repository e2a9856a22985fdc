import { html } from "hono/html";
import { operationsOf, type ApiDocument, type Operation } from "./openapi.js";
import { boundsOf, nameOf, rowsOf, typeOf, type FieldRow, type JsonSchema } from "./schema-rows.js";

type Html = ReturnType<typeof html>;
type Route = ReturnType<typeof operationsOf>[number];

interface Parameter {
  name: string;
  in: string;
  required?: boolean;
  description?: string;
  schema?: JsonSchema;
}
interface Media {
  description?: string;
  content?: Record<string, { schema?: JsonSchema }>;
}

const PLACES: Record<string, string> = { path: "address", query: "query", header: "header" };

/** The reference of the API as one page, all of it rendered here: it holds no script. */
export function referencePage(document: ApiDocument): Html {
  const groups = byTag(operationsOf(document));
  const schemas = Object.entries(document.components?.schemas ?? {}) as [string, JsonSchema][];
  return html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <title>${document.info.title} API</title>
        <link rel="stylesheet" href="/v1/docs/style.css" />
      </head>
      <body>
        <a class="skip" href="#content">Skip to the content</a>
        <nav aria-label="Contents">
          <p class="brand">${document.info.title} <span>API ${document.info.version}</span></p>
          ${groups.map(([tag, routes]) => contents(tag, routes))}
          <p><a href="#schemas">Schemas</a></p>
        </nav>
        <main id="content">
          <header>
            <h1>${document.info.title} API</h1>
            ${paragraphs(document.info.description)}
            <p><a href="/v1/openapi.json">OpenAPI 3.1 document</a></p>
          </header>
          ${groups.map(
            ([tag, routes]) =>
              html`<section aria-labelledby="${slug(tag)}">
                <h2 id="${slug(tag)}">${tag}</h2>
                ${routes.map(article)}
              </section>`,
          )}
          <section aria-labelledby="schemas">
            <h2 id="schemas">Schemas</h2>
            ${schemas.map(
              ([name, schema]) =>
                html`<article id="${anchor(name)}">
                  <h3>${name}</h3>
                  ${paragraphs(schema.description)} ${shape(schema, true)}
                </article>`,
            )}
          </section>
        </main>
      </body>
    </html>`;
}

function byTag(routes: Route[]): [string, Route[]][] {
  const groups = new Map<string, Route[]>();
  for (const route of routes) {
    const tag = route.operation.tags?.[0] ?? "Other";
    groups.set(tag, [...(groups.get(tag) ?? []), route]);
  }
  return [...groups].sort(([one], [other]) => one.localeCompare(other));
}

const contents = (tag: string, routes: Route[]): Html =>
  html`<details open>
    <summary>${tag}</summary>
    <ul>
      ${routes.map(
        ({ method, path, operation }) =>
          html`<li>
            <a href="#${operation.operationId}"
              ><span class="method ${method}">${method}</span> ${operation.summary ?? path}</a
            >
          </li>`,
      )}
    </ul>
  </details>`;

function article({ method, path, operation }: Route): Html {
  const body = operation.requestBody as Media | undefined;
  return html`<article id="${operation.operationId}">
    <h3><a href="#${operation.operationId}">${operation.summary ?? path}</a></h3>
    <p class="route"><span class="method ${method}">${method}</span> <code>${breakable(path)}</code></p>
    <p class="role">${role(operation)}</p>
    ${paragraphs(operation.description)} ${parameters((operation.parameters ?? []) as Parameter[])}
    ${
      body?.content
        ? Object.entries(body.content).map(
            ([type, { schema }]) =>
              html`<h4>Body <small>${type}</small></h4>
                ${shape(schema, true)}`,
          )
        : ""
    }
    <h4>Answers</h4>
    ${answers(operation.responses as Record<string, Media>)}
  </article>`;
}

const role = (operation: Operation): Html =>
  operation.security?.length === 0
    ? html`Open to everybody, without a token`
    : operation["x-role"]
      ? html`Role
          <strong>${operation["x-role"]}</strong>${operation["x-role"] === "owner" ? "" : " or above"}`
      : html`Any token`;

function parameters(all: Parameter[]): Html | "" {
  if (all.length === 0) return "";
  const rows = all.map(({ name, in: place, required, description, schema }) => ({
    name,
    required: required ?? false,
    place: PLACES[place] ?? place,
    schema: { ...schema, ...(description ? { description } : {}) },
  }));
  return html`<h4>Parameters</h4>
    ${fields(rows)}`;
}

/** Success is shown with its fields; failures are mostly of one shape and are told in a line. */
function answers(responses: Record<string, Media>): Html {
  const all = Object.entries(responses);
  const isFailure = ([, { content }]: [string, Media]) => content?.["application/problem+json"] !== undefined;
  const failures = all.filter(isFailure);
  return html`<dl>${all.filter((one) => !isFailure(one)).map(answer)}</dl>
    ${
      failures.length > 0
        ? html`<p class="failures">
            <a href="#${anchor("Problem")}">Problems</a>:
            ${failures.map(
              ([status, { description }], index) =>
                html`${index > 0 ? ", " : ""}<strong>${status}</strong> ${description}`,
            )}
          </p>`
        : ""
    }`;
}

function answer([status, { description, content }]: [string, Media]): Html {
  const [[type, media] = ["", {}]] = Object.entries(content ?? {});
  const name = media.schema && nameOf(media.schema);
  const isPlain = !media.schema || name !== undefined;
  return html`<dt>${status}</dt>
    <dd>
      ${description}
      ${name && media.schema ? html`<a href="#${anchor(name)}">${typeOf(media.schema)}</a>` : ""}
      <small>${type}</small>
      ${isPlain ? "" : shape(media.schema, false)}
    </dd>`;
}

/** `asked`: of a body, where it matters what may be left out. */
function shape(schema: JsonSchema | undefined, asked: boolean): Html {
  if (!schema) return html`<p>Anything.</p>`;
  const rows = rowsOf(schema).map((row) => ({ ...row, required: asked && row.required }));
  return rows.length > 0 ? fields(rows) : html`<p>${type(schema)}</p>`;
}

const fields = (rows: (FieldRow & { place?: string })[]): Html =>
  html`<div class="table" role="region" aria-label="Fields" tabindex="0">
    <table>
      <tbody>
        ${rows.map(
          ({ name, schema, required, place }) =>
            html`<tr>
              <th scope="row">
                <code>${breakable(name)}</code>
                ${place ? html`<small>${place}</small>` : ""}
                ${required ? html`<small class="required">required</small>` : ""}
              </th>
              <td>
                <span class="type">${type(schema)}</span>
                ${schema.description ? html`<span>${inline(schema.description)}</span>` : ""}
              </td>
            </tr>`,
        )}
      </tbody>
    </table>
  </div>`;

function type(schema: JsonSchema): Html {
  const name = nameOf(schema);
  const bounds = boundsOf(schema);
  const text = typeOf(schema);
  return html`${name ? html`<a href="#${anchor(name)}">${text}</a>` : text}${bounds ? html`, ${bounds}` : ""}`;
}

const paragraphs = (text: string | undefined): Html[] =>
  text ? text.split("\n\n").map((part) => html`<p>${inline(part)}</p>`) : [];

/** `code` between backticks. */
const inline = (text: string): (Html | string)[] =>
  text.split("`").map((part, index) => (index % 2 === 1 ? html`<code>${part}</code>` : part));

/** May be broken into lines after slashes and dots. */
const breakable = (text: string): (Html | string)[] =>
  text.split(/(?<=[/.])/).map((part, index) => (index === 0 ? part : html`<wbr />${part}`));

const slug = (text: string): string => text.toLowerCase().replaceAll(/[^a-z0-9]+/g, "-");
const anchor = (name: string): string => `schema-${name}`;
