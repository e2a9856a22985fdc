import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { html, raw } from "hono/html";
import {
  groupsOf,
  isLong,
  LANGUAGE,
  spansOf,
  type Block,
  type Content,
  type Fact,
  type Section,
  type Text,
  type Banner,
} from "./content.js";
import { qrPicture } from "./qr-code.js";

type Html = ReturnType<typeof html>;

const STYLE = readFileSync(new URL("./page.css", import.meta.url), "utf8");

/** Nothing but its own style: the page has no script and asks for nothing from elsewhere. */
export const PAGE_POLICY = `default-src 'none'; style-src 'sha256-${createHash("sha256").update(STYLE).digest("base64")}'; base-uri 'none'; form-action 'none'`;

/** A certificate as a page to read and to print on A4. */
export async function certificatePage(content: Content): Promise<string> {
  const { name, banner, kicker, title, lead, digest } = content;
  const page = html`<!doctype html>
    <html lang="${LANGUAGE}">
      <head>
        <meta charset="utf-8" />
        <meta http-equiv="Content-Security-Policy" content="${PAGE_POLICY}" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <meta name="robots" content="noindex" />
        <title>${name}</title>
        ${raw(`<style>${STYLE}</style>`)}
      </head>
      <body>
        ${banner === null ? "" : bannerOf(banner)}
        <main>
          <header>
            <div>
              <p class="kicker">${kicker}</p>
              <h1>${title}</h1>
              <p class="lead">${lead}</p>
            </div>
            <figure>
              ${raw(qrPicture(digest, `QR code of the digest ${digest}`))}
              <figcaption>Digest ${digest.slice(0, 8)}…</figcaption>
            </figure>
          </header>
          ${facts(content.facts)}
          <div class="${isLong(content.remains) ? "pair stacked" : "pair"}">
            ${section(content.erased, "erased")} ${section(content.remains, "remains")}
          </div>
          ${content.sections.map((each) => section(each))}
        </main>
      </body>
    </html>`;
  return String(await page);
}

/**
 * What is true of the whole certificate: a strip, and across every page of a print. The latter as a picture, because its
 * letters are as large as its length lets them be, and along a line: Chromium doesn't turn what it repeats on each page.
 */
function bannerOf({ word, text }: Banner): Html {
  const size = Math.min(150, Math.round(1700 / word.length));
  return html`<div class="banner" role="note">
    <div>
      <p>${text}</p>
      <svg viewBox="-500 -500 1000 1000" aria-hidden="true">
        <path id="diagonal" d="M-420 350L420-350" fill="none" />
        <text text-anchor="middle" font-size="${size}">
          <textPath href="#diagonal" startOffset="50%">${word}</textPath>
        </text>
      </svg>
    </div>
  </div>`;
}

function facts(all: readonly Fact[]): Html {
  return html`<dl class="facts">
    ${all.map(
      ({ name, what, more }) =>
        html`<div>
          <dt>${name}</dt>
          <dd>${what}<small>${more}</small></dd>
        </div>`,
    )}
  </dl>`;
}

function section({ title, blocks }: Section, kind?: "erased" | "remains"): Html {
  return html`<section ${kind === undefined ? "" : html`class="${kind}"`}>
    <h2>${title}</h2>
    ${blocks.map(blockOf)}
  </section>`;
}

type BlockOf<Kind extends Block["kind"]> = Extract<Block, { kind: Kind }>;

const BLOCKS: { [Kind in Block["kind"]]: (block: BlockOf<Kind>) => Html } = {
  rows: ({ rows }) =>
    html`<dl class="rows">
      ${rows.map(
        ([name, value]) =>
          html`<dt>${name}</dt>
            <dd>${text(value)}</dd>`,
      )}
    </dl>`,
  list: ({ items }) =>
    html`<ul>
      ${items.map(({ what, more }) => html`<li>${what}${more === null ? "" : html` <small>${more}</small>`}</li>`)}
    </ul>`,
  course: ({ steps }) =>
    html`<ol class="course">
      ${steps.map(
        ({ at, moment, what, who }) =>
          html`<li>
            <time datetime="${at}">${moment}</time>
            <span>${what}${who === null ? "" : html` <small>${who}</small>`}</span>
          </li>`,
      )}
    </ol>`,
  paragraph: ({ text: said }) => html`<p>${text(said)}</p>`,
  note: ({ text: said }) => html`<p class="beside">${text(said)}</p>`,
  command: ({ command }) => html`<pre>${command}</pre>`,
  // In groups without spaces: copied, they are in one piece.
  digest: ({ hex }) =>
    html`<p class="digest">${groupsOf(hex).map((group) => html`<span>${group}</span>`)}</p>`,
};

function blockOf<Kind extends Block["kind"]>(block: BlockOf<Kind>): Html {
  return BLOCKS[block.kind](block);
}

function text(all: Text): Html {
  return html`${spansOf(all).map((span) => (typeof span === "string" ? span : html`<code>${span.code}</code>`))}`;
}
