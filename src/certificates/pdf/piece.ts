import { heightOf, STYLE } from "./look.js";
import { linesOf, type Style, type Styled } from "./lines.js";
import type { Pen } from "./pen.js";
import type { Tag } from "./tag.js";

/** Where the upper left corner is. */
export interface Corner {
  x: number;
  y: number;
}

/** What isn't divided between pages, such as a line. */
export interface Piece {
  /** Space above it, except at the top of a page. */
  before: number;
  height: number;
  /** It goes on the page of the one before it, where they fit on one. */
  isGlued: boolean;
  draw(pen: Pen, at: Corner): void;
}

/** A text as one piece a line. Its lines stay together. */
export function textPieces(
  text: readonly Styled[],
  { width, tag, as = text[0]?.style ?? STYLE.text }: { width: number; tag: Tag; as?: Style },
): Piece[] {
  const height = heightOf(as);
  return linesOf(text, width).map((line, index) => ({
    before: 0,
    height,
    isGlued: index > 0,
    draw: (pen, { x, y }) => {
      // Capitals, some 0.72 of the size high, stand in the middle of it.
      pen.content(tag, () => pen.line(line, x, y + height / 2 + as.size * 0.36));
    },
  }));
}

export const blank = (height: number): Piece => ({ before: 0, height, isGlued: true, draw: () => undefined });

export function after(before: number, [first, ...rest]: readonly Piece[]): Piece[] {
  return first ? [{ ...first, before: first.before + before }, ...rest] : [];
}

export function glued(pieces: readonly Piece[]): Piece[] {
  return pieces.map((piece, index) => ({ ...piece, isGlued: piece.isGlued || index > 0 }));
}

/**
 * Pieces of units that are read as a whole, such as the rows of a table, so that neither the first nor the last stands alone on a page.
 */
export function together(units: readonly Piece[][]): Piece[] {
  return units.flatMap((unit, index) => {
    const [first, ...rest] = glued(unit);
    const isGlued = index === 1 || (index > 1 && index === units.length - 1);
    return first ? [{ ...first, isGlued: first.isGlued || isGlued }, ...rest] : [];
  });
}

export function heightOfAll(pieces: readonly Piece[]): number {
  return pieces.reduce((sum, { before, height }) => sum + before + height, 0);
}

export function drawAll(pieces: readonly Piece[], pen: Pen, { x, y }: Corner): void {
  for (const piece of pieces) {
    piece.draw(pen, { x, y: y + piece.before });
    y += piece.before + piece.height;
  }
}

/** Columns as one piece. */
export function beside(columns: readonly { x: number; pieces: readonly Piece[] }[]): Piece {
  return {
    before: 0,
    height: Math.max(...columns.map(({ pieces }) => heightOfAll(pieces))),
    isGlued: false,
    draw: (pen, { x, y }) => {
      for (const column of columns) drawAll(column.pieces, pen, { x: x + column.x, y });
    },
  };
}

/** What is higher and in one piece leaves too much of a page empty, or doesn't even fit one. */
export const HIGHEST = 340;

/** Columns of equal width; below each other where they are too long to stand side by side. */
export function columnsOf(
  columns: readonly ((width: number) => Piece[])[],
  { width, gap, of = columns.length }: { width: number; gap: number; of?: number },
): Piece[] {
  const each = (width - gap * (of - 1)) / of;
  const built = columns.map((column, index) => ({ x: index * (each + gap), pieces: column(each) }));
  const all = beside(built);
  if (all.height <= HIGHEST) return [all];
  return columns.flatMap((column, index) => after(index > 0 ? gap : 0, column(width)));
}

/** A piece with something that says nothing under it. */
export function over(piece: Piece, paint: (document: Pen["document"], at: Corner) => void): Piece {
  return {
    ...piece,
    draw: (pen, at) => {
      pen.decoration((document) => {
        paint(document, at);
      });
      piece.draw(pen, at);
    },
  };
}

/** Pieces moved to the right. */
export function indented(by: number, pieces: readonly Piece[]): Piece[] {
  return pieces.map((piece) => ({
    ...piece,
    draw: (pen, { x, y }) => {
      piece.draw(pen, { x: x + by, y });
    },
  }));
}
