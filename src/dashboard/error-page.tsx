import type { Problem } from "../contracts/problem.js";
import type { PageContext } from "./env.js";
import { Document } from "./parts/layout.js";
import { document, shellText } from "./render.js";

/** A failure as a page: what happened, and what to do. Never what the visitor sent. */
export async function errorPage(
  c: PageContext,
  { status, title, detail, remedy, errors, code }: Problem,
): Promise<Response> {
  const body = (
    <section class="trouble-page">
      <h1>{title}</h1>
      <p role="alert">{detail}</p>
      {errors?.length ? (
        <ul>
          {errors.map((error) => (
            <li>
              {error.path}: {error.problem}
            </li>
          ))}
        </ul>
      ) : null}
      {remedy ? <p>{remedy}</p> : null}
      <p class="quiet">
        <code>{code}</code>
      </p>
      <p>
        <a class="button" href="/">
          To the overview
        </a>
      </p>
    </section>
  );
  // Whoever isn't signed in sees no more than that.
  const isKnown = (c.get("visitor") as object | undefined) !== undefined;
  if (isKnown) return c.html(await shellText(c, { title, at: null }, body), status as 500);
  const plain = (
    <Document title={title} theme={c.get("theme")}>
      <main class="alone">{body}</main>
    </Document>
  );
  return document(c, plain, status);
}
