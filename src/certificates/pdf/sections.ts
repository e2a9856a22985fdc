import { isLong, type Content, type Section } from "../content.js";
import { plain, unitsOf, type Frame, type Mark } from "./blocks.js";
import { card } from "./card.js";
import { COLOUR, STYLE, WIDTH } from "./look.js";
import { after, beside, blank, heightOfAll, HIGHEST, textPieces, together, type Piece } from "./piece.js";
import type { Tag } from "./tag.js";

/** Of a list that is in no card. */
const dot: Mark = (document, x, y) => void document.circle(x + 4, y, 2.2).fill(COLOUR.soft);

/** A section with its heading, which never stands alone at the end of a page. */
export function section({ title, blocks }: Section, parent: Tag): Piece[] {
  const tag = parent.child("Sect");
  const heading = textPieces(plain(title, STYLE.heading), { width: WIDTH, tag: tag.child("H2") });
  const frame: Frame = { width: WIDTH, tag, mark: dot, columns: 1 };
  return after(17, together([heading, ...blocks.flatMap((block) => unitsOf(block, frame))]));
}

interface Kind {
  colour: string;
  shade: string;
  mark: Mark;
}

const ERASED: Kind = {
  colour: COLOUR.done,
  shade: COLOUR["done-shade"],
  mark: (document, x, y) =>
    void document
      .lineWidth(1.3)
      .strokeColor(COLOUR.done)
      .moveTo(x + 0.5, y + 0.3)
      .lineTo(x + 3, y + 2.8)
      .lineTo(x + 7.8, y - 3)
      .stroke(),
};

const REMAINS: Kind = {
  colour: COLOUR.left,
  shade: COLOUR["left-shade"],
  mark: (document, x, y) => void document.circle(x + 4, y, 2.3).fill(COLOUR.left),
};

const PADDING = [12, 14] as const;
const GAP = 14;
/** What was erased, and what remains: beside each other where they are short. */
export function pair({ erased, remains }: Content, parent: Tag): Piece[] {
  const tags = [parent.child("Sect"), parent.child("Sect")] as const;
  const half = (WIDTH - GAP) / 2;
  const left = within(erased, ERASED, { tag: tags[0], width: half, columns: 1 });
  const right = within(remains, REMAINS, { tag: tags[1], width: half, columns: 1 });
  const height = Math.max(heightOfAll(left), heightOfAll(right));
  if (!isLong(remains) && height <= HIGHEST) {
    const filled = (pieces: Piece[]) => [...pieces, blank(height - heightOfAll(pieces))];
    const both = [
      { x: 0, pieces: card(filled(left), { width: half, fill: ERASED.shade, padding: PADDING }) },
      { x: half + GAP, pieces: card(filled(right), { width: half, fill: REMAINS.shade, padding: PADDING }) },
    ];
    return after(16, [beside(both)]);
  }
  const stacked = [
    [erased, ERASED, tags[0]],
    [remains, REMAINS, tags[1]],
  ] as const;
  return stacked.flatMap(([said, kind, tag]) => {
    const pieces = within(said, kind, { tag, width: WIDTH, columns: 2 });
    return after(GAP, card(pieces, { width: WIDTH, fill: kind.shade, padding: PADDING }));
  });
}

function within(
  { title, blocks }: Section,
  { colour, mark }: Kind,
  { tag, width, columns }: { tag: Tag; width: number; columns: 1 | 2 },
): Piece[] {
  const frame: Frame = { width: width - 2 * PADDING[1], tag, mark, columns };
  const heading = textPieces(plain(title, { ...STYLE.heading, colour }), {
    width: frame.width,
    tag: tag.child("H2"),
  });
  return together([heading, ...blocks.flatMap((block) => unitsOf(block, frame))]);
}
