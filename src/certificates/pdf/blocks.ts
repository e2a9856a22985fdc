import { groupsOf, spansOf, type Block, type Text } from "../content.js";
import { card } from "./card.js";
import type { Style, Styled } from "./lines.js";
import { COLOUR, heightOf, STYLE } from "./look.js";
import { after, beside, columnsOf, glued, indented, over, textPieces, type Piece } from "./piece.js";
import type { Pen } from "./pen.js";
import type { Tag } from "./tag.js";

/** What a block is set into. */
export interface Frame {
  width: number;
  /** Of the section. */
  tag: Tag;
  /** Of lists. */
  mark: Mark;
  columns: 1 | 2;
}

/** Draws what stands before an item. @param y of its middle. */
export type Mark = (document: Pen["document"], x: number, y: number) => void;

type BlockOf<Kind extends Block["kind"]> = Extract<Block, { kind: Kind }>;

/** Each as units that are read as a whole. */
const BLOCKS: { [Kind in Block["kind"]]: (block: BlockOf<Kind>, frame: Frame) => Piece[][] } = {
  rows: ({ rows }, { width, tag }) => {
    const list = tag.child("L");
    return rows.map(([name, value]) => {
      const item = list.child("LI");
      return lined(
        textPieces(plain(name, STYLE.soft), { width: NAMES - GAP, tag: item.child("Lbl") }),
        indented(
          NAMES,
          textPieces(styled(value), { width: width - NAMES, tag: item.child("LBody"), as: STYLE.text }),
        ),
        3.2,
      );
    });
  },
  list: ({ items }, frame) => {
    const list = frame.tag.child("L");
    const units = items.map((item) => {
      const tag = list.child("LI").child("LBody");
      return (width: number) => after(5, listItem(item, { width, tag, mark: frame.mark }));
    });
    if (frame.columns === 1) return units.map((unit) => unit(frame.width));
    return pairs(units).map((pair) => columnsOf(pair, { width: frame.width, gap: 24, of: 2 }));
  },
  course: ({ steps }, { width, tag }) => {
    const list = tag.child("L");
    return steps.map(({ moment, what, who }, index) => {
      const item = list.child("LI");
      const said = [...plain(what, STYLE.text), ...(who === null ? [] : plain(` ${who}`, STYLE.soft))];
      const [first, ...rest] = lined(
        textPieces(plain(moment, STYLE.soft), { width: MOMENTS - GAP, tag: item.child("Lbl") }),
        indented(MOMENTS, textPieces(said, { width: width - LINE - MOMENTS, tag: item.child("LBody") })),
        3.2,
      );
      const parts = indented(LINE, first ? [first, ...rest] : []);
      const isLast = index === steps.length - 1;
      return parts.map((part, line) => {
        const place = { isFirst: index === 0 && line === 0, isLast: isLast && line === parts.length - 1 };
        return over(part, (document, { x, y }) => {
          timeline(document, {
            x,
            y,
            height: part.height,
            before: part.before,
            ...place,
            hasDot: line === 0,
          });
        });
      });
    });
  },
  paragraph: ({ text }, { width, tag }) => [
    after(4, textPieces(styled(text), { width, tag: tag.child("P"), as: STYLE.text })),
  ],
  note: ({ text }, { width, tag }) => {
    const pieces = textPieces(styled(text, STYLE.small), { width, tag: tag.child("P"), as: STYLE.small });
    const [first, ...rest] = after(14, pieces);
    return first
      ? [[over(first, (document, at) => rule(document, { ...at, y: at.y - 6, width })), ...rest]]
      : [];
  },
  command: ({ command }, frame) => [boxed(plain(command, STYLE.code), frame)],
  digest: ({ hex }, frame) => [boxed(plain(groupsOf(hex).join(" "), STYLE.code), frame)],
};

/** Where values and events begin. */
const NAMES = 98;
const MOMENTS = 136;
const GAP = 10;
/** The way in from the line that events hang on. */
const LINE = 17;

export function unitsOf<Kind extends Block["kind"]>(block: BlockOf<Kind>, frame: Frame): Piece[][] {
  return BLOCKS[block.kind](block, frame);
}

export function plain(text: string, style: Style): Styled[] {
  return [{ text, style }];
}

function styled(text: Text, style: Style = STYLE.text): Styled[] {
  return spansOf(text).map((span) =>
    typeof span === "string" ? { text: span, style } : { text: span.code, style: STYLE.code },
  );
}

/** A name and its value, line by line, so that a page may end between lines. */
function lined(names: Piece[], values: Piece[], before: number): Piece[] {
  const count = Math.max(names.length, values.length);
  const lines = Array.from({ length: count }, (_, index) =>
    beside([names, values].map((pieces) => ({ x: 0, pieces: pieces.slice(index, index + 1) }))),
  );
  return after(before, glued(lines));
}

function listItem(
  { what, more }: BlockOf<"list">["items"][number],
  { width, tag, mark }: { width: number; tag: Tag; mark: Mark },
): Piece[] {
  const inner = width - MARK;
  const [first, ...rest] = indented(MARK, [
    ...textPieces(plain(what, STYLE.strong), { width: inner, tag }),
    ...(more === null ? [] : textPieces(plain(more, STYLE.small), { width: inner, tag })),
  ]);
  if (!first) return [];
  return glued([
    over(first, (document, { x, y }) => {
      mark(document, x, y + heightOf(STYLE.strong) / 2);
    }),
    ...rest,
  ]);
}

const MARK = 15;

function boxed(text: Styled[], { width, tag }: Frame): Piece[] {
  const padding = [6, 10] as const;
  const pieces = textPieces(text, { width: width - 2 * padding[1], tag: tag.child("P") });
  return after(5, card(pieces, { width, fill: COLOUR.shade, padding }));
}

function pairs<Item>(items: readonly Item[]): Item[][] {
  return items.flatMap((_, index) => (index % 2 === 0 ? [items.slice(index, index + 2)] : []));
}

export function rule(
  document: Pen["document"],
  { x, y, width }: { x: number; y: number; width: number },
): void {
  document
    .lineWidth(0.7)
    .strokeColor(COLOUR.line)
    .moveTo(x, y)
    .lineTo(x + width, y)
    .stroke();
}

interface TimelinePart {
  x: number;
  y: number;
  height: number;
  before: number;
  isFirst: boolean;
  isLast: boolean;
  hasDot: boolean;
}

/** The part of the line beside one line of text: it begins in the first dot and ends in the last. */
function timeline(document: Pen["document"], part: TimelinePart): void {
  const [x, middle] = [part.x + 4, part.y + heightOf(STYLE.text) / 2];
  const top = part.isFirst ? middle : part.y - part.before;
  const bottom = part.isLast && part.hasDot ? middle : part.y + part.height;
  document.lineWidth(1.2).strokeColor(COLOUR.line).moveTo(x, top).lineTo(x, bottom).stroke();
  if (part.hasDot) document.lineWidth(1.4).circle(x, middle, 3.6).fillAndStroke(COLOUR.done, COLOUR.paper);
}
