import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { html, raw } from "hono/html";
import { digestOf, type Certificate } from "../audit/certificate.js";
import { parseProof } from "../audit/tlog-proof.js";
import { agree } from "../model/words.js";
import { fileNameOf } from "./file-name.js";
import { qrCode } from "./qr-code.js";
import * as words from "./wording.js";

type Html = ReturnType<typeof html>;

const STYLE = readFileSync(new URL("./page.css", import.meta.url), "utf8");

/** Nothing but its own style: the page has no script and asks for nothing from elsewhere. */
export const PAGE_POLICY = `default-src 'none'; style-src 'sha256-${createHash("sha256").update(STYLE).digest("base64")}'; base-uri 'none'; form-action 'none'`;

/** What remains stands beside what was erased up to this many lines; a longer list gets the whole width. */
const MOST_BESIDE = 7;

/** A certificate as a page to read and to print on A4. It proves nothing by itself: the file does. */
export async function certificatePage(certificate: Certificate): Promise<string> {
  const { subject, request, issuedAt, erasure, verification } = certificate;
  const digest = digestOf(certificate);
  const page = html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta http-equiv="Content-Security-Policy" content="${PAGE_POLICY}" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <meta name="robots" content="noindex" />
        <title>Certificate of erasure ${digest.slice(0, 8)}</title>
        ${raw(`<style>${STYLE}</style>`)}
      </head>
      <body>
        <main>
          <header>
            <div>
              <p class="kicker">TalkJS app ${subject.appId}</p>
              <h1>Certificate of erasure</h1>
              <p class="lead">${words.summary(certificate)}</p>
            </div>
            <figure>
              ${raw(qrCode(digest, `QR code of the digest ${digest}`))}
              <figcaption>Digest ${digest.slice(0, 8)}…</figcaption>
            </figure>
          </header>
          ${facts([
            ["Verified", words.dayAndTime(verification.verifiedAt)],
            ["Basis", words.basis(certificate)],
            ["Issued", words.dayAndTime(issuedAt)],
          ])}
          <div class="${certificate.remains.length > MOST_BESIDE ? "pair stacked" : "pair"}">
            ${erased(certificate)} ${remains(certificate)}
          </div>
          <section>
            <h2>How it was done</h2>
            ${rows([
              ["Method", words.method(certificate)],
              ["Verification", words.verification(certificate)],
              [
                "Asked by",
                request ? html`${request.createdBy}, request ${code(request.id)}` : certificate.run.createdBy,
              ],
              ["Approved by", approval(certificate)],
              ...(request
                ? ([
                    [
                      "Legal deadline",
                      `${words.moment(request.deadline)}, as it stood when the request came in`,
                    ],
                  ] as const)
                : []),
              ["Policy", code(erasure.policyDigest)],
              [
                "Tool",
                `Scrubjay ${erasure.toolVersion}, run ${erasure.runId} (${erasure.kind}), round ${erasure.round}`,
              ],
            ])}
          </section>
          <section>
            <h2>Course of events</h2>
            <ol class="course">
              ${words.courseOf(certificate).map(
                ({ at, what, who }) =>
                  html`<li>
                    <time datetime="${at}">${words.moment(at)}</time>
                    <span>${what}${who === null ? "" : html` <small>${who}</small>`}</span>
                  </li>`,
              )}
            </ol>
          </section>
          <section>
            <h2>Whom it is about</h2>
            <p class="digest">${grouped(subject.pseudonym)}</p>
            <p>
              A pseudonym, which tells nothing by itself. The certificate's file also holds its salt: whoever
              has the file can test whether it is about a user ID that they know. So keep the file as you keep
              the user ID.
            </p>
          </section>
          ${evidence(certificate, digest)}
        </main>
      </body>
    </html>`;
  return String(await page);
}

function erased(certificate: Certificate): Html {
  const { fields, customKeys } = certificate.erasure;
  const blank = words.blankBefore(certificate);
  const [title, listed] = fields.length > 0 ? ["What was erased", fields] : ["What was blank already", blank];
  return html`<section class="erased">
    <h2>${title}</h2>
    <ul>
      ${listed.map(
        (field) =>
          html`<li>
            ${words.fieldName(field)}${field === "custom" && customKeys ? keysOf(customKeys) : ""}
            ${field === "name" && listed === fields ? html`<small>replaced by a placeholder</small>` : ""}
          </li>`,
      )}
    </ul>
    ${
      listed === blank || blank.length === 0
        ? ""
        : html`<p class="beside">Looked at, and blank before: ${blank.map(words.fieldName).join(", ")}.</p>`
    }
  </section>`;
}

function keysOf({ count, form, keys }: NonNullable<Certificate["erasure"]["customKeys"]>): Html {
  return html`: ${count}
  ${agree(count, "key", "keys")}${form === "name" ? html` <small>${keys.join(", ")}</small>` : ""}`;
}

function remains({ remains: left }: Certificate): Html {
  return html`<section class="remains">
    <h2>What remains</h2>
    <ul>
      ${left.map(({ what, why }) => html`<li>${words.begun(what)}<small>${why}</small></li>`)}
    </ul>
  </section>`;
}

function approval({ run: { approvedBy, automatic } }: Certificate): string {
  if (approvedBy === null) return "Nobody: the run needed no approval";
  return automatic ? `${approvedBy}, by letting the run approve itself within its limits` : approvedBy;
}

function evidence(certificate: Certificate, digest: string): Html {
  const { log, evidence: proven } = certificate;
  const { index } = parseProof(proven[0]?.proof ?? "");
  const file = fileNameOf(certificate, "json");
  return html`<section>
      <h2>Where it is recorded</h2>
      ${rows([
        ["Log", code(log.origin)],
        ["Entry", `Index ${index}, in the signed checkpoint over ${log.size} entries`],
        ["Root", code(log.root)],
        ["Signed with key", code(log.keyId)],
      ])}
    </section>
    <section class="check">
      <h2>How to check it</h2>
      <p>
        This page is for reading. What proves the erasure is the file <code>${file}</code>: anybody who has
        the log's verifier key can check it, without a network and without asking whoever issued it.
      </p>
      <pre>scrubjay certificate verify ${file} --vkey key.txt</pre>
      <p>
        Add <code>--user-id -</code> to check that it is about a user ID that you type. The digest of the
        file, its SHA-256 without the final line break, must be the one in the QR code:
      </p>
      <p class="digest">${grouped(digest)}</p>
    </section>`;
}

function facts(all: readonly (readonly [string, readonly [string, string]])[]): Html {
  return html`<dl class="facts">
    ${all.map(
      ([name, [what, more]]) =>
        html`<div>
          <dt>${name}</dt>
          <dd>${what}<small>${more}</small></dd>
        </div>`,
    )}
  </dl>`;
}

function rows(all: readonly (readonly [string, string | Html])[]): Html {
  return html`<dl class="rows">
    ${all.map(
      ([name, value]) =>
        html`<dt>${name}</dt>
          <dd>${value}</dd>`,
    )}
  </dl>`;
}

function code(text: string): Html {
  return html`<code>${text}</code>`;
}

/** Hexadecimal digits in groups that an eye can compare; copied, they are in one piece. */
function grouped(hex: string): Html {
  return html`${hex.match(/.{1,8}/g)?.map((group) => html`<span>${group}</span>`) ?? hex}`;
}
