import { indented, over, type Corner, type Piece } from "./piece.js";
import type { Pen } from "./pen.js";

const RADIUS = 4;

/** Pieces on a coloured ground, which goes on over an end of page. */
export function card(
  pieces: readonly Piece[],
  { width, fill, padding: [high, wide] }: { width: number; fill: string; padding: readonly [number, number] },
): Piece[] {
  return indented(wide, pieces).map((piece, index) => {
    const [isFirst, isLast] = [index === 0, index === pieces.length - 1];
    // The ground has no gaps: what was space above is within.
    const above = (isFirst ? high : 0) + piece.before;
    const height = above + piece.height + (isLast ? high : 0);
    const inner: Piece = {
      ...piece,
      before: 0,
      height,
      draw: (pen, { x, y }) => {
        piece.draw(pen, { x, y: y + above });
      },
    };
    return over(inner, (document, at) => {
      ground(document.fillColor(fill), at, { width, height, isFirst, isLast });
    });
  });
}

/** Round only where the card begins and ends. Parts reach a little into each other: no seam is to be seen. */
function ground(
  document: Pen["document"],
  { x, y }: Corner,
  { width, height, isFirst, isLast }: { width: number; height: number; isFirst: boolean; isLast: boolean },
): void {
  document.roundedRect(x, y, width, height, RADIUS).fill();
  if (!isFirst) document.rect(x, y - 0.4, width, RADIUS + 0.4).fill();
  if (!isLast) document.rect(x, y + height - RADIUS, width, RADIUS).fill();
}
