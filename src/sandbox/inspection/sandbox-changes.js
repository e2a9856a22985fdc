import { $, ask, el } from "./sandbox-dom.js";
import { change as paint, readCells } from "./sandbox-mosaic.js";
import { showRows, showSubject } from "./sandbox-lists.js";

const SHOWN_CHANGES = 100;

let next = 0;
const recent = [];

const subjectOf = ({ user, conversation, message }) =>
  user ?? (message ? `${message} in ${conversation}` : conversation);

export async function readChanges() {
  const { next: to, leftOut, changes } = await ask(`changes?from=${next}`);
  if (to < next) return restart();
  next = to;
  if (leftOut > 0) await readCells();
  for (const change of changes) {
    if (change.n !== undefined) paint(change.n, change.cell);
    recent.unshift(change);
  }
  recent.length = Math.min(recent.length, SHOWN_CHANGES);
  if (changes.length === 0) return;
  void showRows();
  $("journal-empty").hidden = true;
  $("journal").replaceChildren(
    ...recent.map((change) =>
      el(
        "li",
        {},
        el(
          "button",
          { class: "link", type: "button", onclick: () => showSubject(change) },
          subjectOf(change),
        ),
        el("span", { class: "soft" }, change.fields.join(", ")),
      ),
    ),
  );
}

/** The sandbox was reset, or another one is at this address. */
export async function restart() {
  next = 0;
  recent.length = 0;
  $("journal").replaceChildren();
  $("journal-empty").hidden = false;
  await readCells();
}
