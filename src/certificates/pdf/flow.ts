import type { Pen } from "./pen.js";
import { heightOfAll, type Piece } from "./piece.js";

/** The part of a page that is written on. */
export interface Area {
  x: number;
  top: number;
  bottom: number;
}

/** What is left of a page may stay blank up to this share of it, where that keeps a section in one piece. */
const MOST_BLANK = 0.16;

/** Fills pages from top to bottom. */
export class Flow {
  #y: number;

  constructor(
    private readonly pen: Pen,
    private readonly area: Area,
    private readonly turn: () => void,
  ) {
    this.#y = area.top;
  }

  /** Places a section: on one page where that is cheap, else its glued pieces; and pieces apart only where a page is too small. */
  place(section: readonly Piece[]): void {
    const height = heightOfAll(section);
    if (!this.#fits(height) && height <= this.#page && this.#rest < this.#page * MOST_BLANK) this.#turnPage();
    for (const pieces of gluedTogether(section)) {
      const all = heightOfAll(pieces);
      if (!this.#fits(all) && all <= this.#page) this.#turnPage();
      for (const piece of pieces) this.#put(piece);
    }
  }

  #put(piece: Piece): void {
    if (!this.#fits(piece.before + piece.height)) this.#turnPage();
    const y = this.#y + (this.#y === this.area.top ? 0 : piece.before);
    piece.draw(this.pen, { x: this.area.x, y });
    this.#y = y + piece.height;
  }

  #fits(height: number): boolean {
    return this.#y === this.area.top || height <= this.#rest;
  }

  get #rest(): number {
    return this.area.bottom - this.#y;
  }

  get #page(): number {
    return this.area.bottom - this.area.top;
  }

  #turnPage(): void {
    this.turn();
    this.#y = this.area.top;
  }
}

function gluedTogether(pieces: readonly Piece[]): Piece[][] {
  const all: Piece[][] = [];
  for (const piece of pieces) {
    const last = all.at(-1);
    if (last && piece.isGlued) last.push(piece);
    else all.push([piece]);
  }
  return all;
}
