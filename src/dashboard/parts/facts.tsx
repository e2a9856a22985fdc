import type { Child } from "hono/jsx";

/** Facts, each under its name; one that is false, null or undefined is left out. */
export const Facts = ({ of }: { of: Record<string, Child> }) => (
  <dl class="rows">
    {Object.entries(of)
      .filter(([, fact]) => fact !== false && fact !== null && fact !== undefined)
      .map(([name, fact]) => (
        <>
          <dt>{name}</dt>
          <dd>{fact}</dd>
        </>
      ))}
  </dl>
);
