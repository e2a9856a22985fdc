import type { Child } from "hono/jsx";
import { ASSETS } from "../assets.js";
import { Document } from "../parts/layout.js";
import type { Theme } from "../preferences.js";

export interface SignInProps {
  app: string;
  theme: Theme;
  /** Where to go then. */
  to: string;
  /** Why the last attempt failed. */
  trouble?: string | undefined;
  /** What that attempt was made with. */
  by?: "password" | "token";
}

export const SignInPage = ({ app, theme, to, trouble, by = "password" }: SignInProps) => (
  <Card app={app} theme={theme}>
    {trouble ? (
      <p class="trouble" role="alert">
        {trouble}
      </p>
    ) : null}
    <form method="post" action="/sign-in">
      <input type="hidden" name="to" value={to} />
      <div class="field">
        <label for="f-name">Name</label>
        <input
          id="f-name"
          name="name"
          autocomplete="username"
          autocapitalize="none"
          spellcheck={false}
          maxlength={63}
          required
        />
      </div>
      <div class="field">
        <label for="f-password">Password</label>
        <input
          id="f-password"
          name="password"
          type="password"
          autocomplete="current-password"
          maxlength={256}
          required
        />
      </div>
      <button class="main" type="submit">
        Sign in
      </button>
    </form>
    <details open={by === "token"}>
      <summary>With a token instead</summary>
      <form method="post" action="/sign-in">
        <input type="hidden" name="to" value={to} />
        <div class="field">
          <label for="f-token">Token</label>
          <input id="f-token" name="token" type="password" autocomplete="off" maxlength={512} required />
        </div>
        <button type="submit">Sign in with the token</button>
      </form>
    </details>
    <details>
      <summary>I can’t sign in</summary>
      <p>
        Whoever runs this service invites people with <code>scrubjay account create</code>, and sends a link
        for a new password with <code>scrubjay account link</code>.
      </p>
    </details>
  </Card>
);

/** What a one-time link leads to: a button, because whatever only looks at links must not use them up. */
export const LinkPage = ({ app, theme, link }: { app: string; theme: Theme; link: string }) => (
  <Card app={app} theme={theme}>
    <p>This link signs you in once.</p>
    <form method="post" action="/sign-in/link">
      <input type="hidden" name="link" value={link} />
      <button class="main" type="submit">
        Sign in
      </button>
    </form>
  </Card>
);

interface CardProps {
  app: string;
  theme: Theme;
  children?: Child;
}

const Card = ({ app, theme, children }: CardProps) => (
  <Document title="Sign in" theme={theme}>
    <main class="alone">
      <section class="sign-in" aria-labelledby="title">
        <p class="brand">
          <img src={ASSETS.icon} alt="" width="40" height="40" />
        </p>
        <h1 id="title">Sign in to Scrubjay</h1>
        <p class="quiet">
          App <code>{app}</code>
        </p>
        {children}
      </section>
    </main>
  </Document>
);
