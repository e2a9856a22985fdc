import type { Child } from "hono/jsx";
import { VERSION } from "../../version.js";
import { ASSETS } from "../assets.js";
import type { Visitor } from "../env.js";
import type { Theme } from "../preferences.js";
import { MENU, type Place } from "../pages.js";
import { Icon } from "./icons.js";

interface DocumentProps {
  title: string;
  theme: Theme;
  children?: Child;
}

/** What every page has: no script and no style but our own files. */
export const Document = ({ title, theme, children }: DocumentProps) => (
  <html lang="en" data-theme={theme}>
    <head>
      <meta charset="utf-8" />
      <meta name="viewport" content="width=device-width, initial-scale=1" />
      <meta name="color-scheme" content={theme === "system" ? "light dark" : theme} />
      <meta name="robots" content="noindex" />
      <title>{title} · Scrubjay</title>
      <link rel="icon" href={ASSETS.icon} type="image/svg+xml" />
      <link rel="preload" href={ASSETS.font} as="font" type="font/woff2" crossorigin="anonymous" />
      <link rel="stylesheet" href={ASSETS.style} />
      <script src={ASSETS.script} defer />
    </head>
    <body>{children}</body>
  </html>
);

interface ShellProps extends DocumentProps {
  at: Place | null;
  visitor: Visitor;
  app: string;
  zone: string;
  /** The address that keeps the page live. */
  live?: string | undefined;
}

/** A page behind the sign-in. */
export const Shell = ({ title, theme, at, visitor, app, zone, live, children }: ShellProps) => (
  <Document title={title} theme={theme}>
    <a class="skip" href="#content">
      Skip to the content
    </a>
    <header class="bar">
      <a class="brand" href="/">
        <img src={ASSETS.icon} alt="" width="28" height="28" />
        <span>
          Scrubjay <small>{app}</small>
        </span>
      </a>
      <nav aria-label="Pages">
        <ul>
          {MENU.map(({ section, address, name }) => (
            <li>
              <a href={address} {...(section === at && { "aria-current": "page" as const })}>
                <Icon name={section} />
                {name}
              </a>
            </li>
          ))}
        </ul>
      </nav>
      <a class="me" href="/account" {...(at === "account" && { "aria-current": "page" as const })}>
        <Icon name="account" />
        <span>
          {visitor.actor.name} <small>{visitor.actor.role}</small>
        </span>
      </a>
    </header>
    <main id="content" tabindex={-1} {...(live !== undefined && { "data-live": live })}>
      {children}
    </main>
    <footer>
      <p>
        Scrubjay {VERSION} · times are in {zone} · <a href="/v1/docs">API</a>
        {live === undefined ? null : (
          <>
            {" "}
            ·{" "}
            <span id="live-state" data-on="live" data-off="not live: reload to see the newest">
              not live: reload to see the newest
            </span>
          </>
        )}
      </p>
    </footer>
  </Document>
);
