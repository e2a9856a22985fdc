import { $, ask, el, number } from "./sandbox-dom.js";
import { showPerson } from "./sandbox-lists.js";

/** People who are drawn, and how long a change is shown as new. */
const CELLS = 5_000;
const NEW_MS = 2_500;

let cells = [];
const changedAt = new Map();

function layout() {
  const width = $("mosaic").clientWidth || 1;
  const size = Math.max(5, Math.min(16, Math.floor(Math.sqrt((width * 260) / Math.max(1, cells.length)))));
  return { width, size, columns: Math.max(1, Math.floor(width / size)) };
}

/** The canvas knows no `light-dark()`: the colour that an element gets by it does. */
const probe = el("span", { hidden: true });
document.body.append(probe);
function resolved(name) {
  probe.style.color = `var(${name})`;
  return getComputedStyle(probe).color;
}

export function draw() {
  const canvas = $("mosaic");
  const { width, size, columns } = layout();
  const height = Math.max(size, Math.ceil(cells.length / columns) * size);
  const ratio = window.devicePixelRatio || 1;
  canvas.width = width * ratio;
  canvas.height = height * ratio;
  canvas.style.height = `${height}px`;
  const context = canvas.getContext("2d");
  context.scale(ratio, ratio);
  const colour = { p: resolved("--personal"), b: resolved("--blank"), now: resolved("--now") };
  const now = performance.now();
  cells.forEach((cell, n) => {
    const at = changedAt.get(n);
    if (at !== undefined && now - at > NEW_MS) changedAt.delete(n);
    context.fillStyle = changedAt.has(n) ? colour.now : colour[cell];
    context.fillRect((n % columns) * size, Math.floor(n / columns) * size, size - 1, size - 1);
  });
  const personal = cells.filter((cell) => cell === "p").length;
  $("n-personal").textContent = number(personal);
  canvas.setAttribute("aria-label", `${personal} of ${cells.length} people hold personal data`);
}

$("mosaic").addEventListener("click", (event) => {
  const { size, columns } = layout();
  const n = Math.floor(event.offsetY / size) * columns + Math.floor(event.offsetX / size);
  if (n < cells.length)
    void ask(`people?from=${n}&count=1`).then(({ people }) => showPerson(people[0].user.id));
});

export async function readCells() {
  changedAt.clear();
  cells = [...(await ask(`mosaic?count=${CELLS}`)).cells];
}

/** Reads all again where there are more or fewer people than are drawn. */
export async function expectPeople(count) {
  if (cells.length !== Math.min(CELLS, count)) await readCells();
}

/** A person changed and is `cell` now. */
export function change(n, cell) {
  if (n >= CELLS) return;
  cells[n] = cell;
  changedAt.set(n, performance.now());
}
