import type { Content, Fact } from "../content.js";
import { qrCode } from "../qr-code.js";
import { plain, rule } from "./blocks.js";
import { COLOUR, STYLE, WIDTH } from "./look.js";
import { after, beside, blank, columnsOf, glued, HIGHEST, over, textPieces, type Piece } from "./piece.js";
import type { Tag } from "./tag.js";

const QR = 104;
const GAP = 28;

/** What it is, for what, and the code that ties the print to its file. */
export function header({ kicker, title, lead, digest }: Content, tag: Tag): Piece[] {
  const width = WIDTH - QR - GAP;
  const texts = [
    ...textPieces(plain(kicker, STYLE.kicker), { width, tag: tag.child("P") }),
    ...after(3, textPieces(plain(title, STYLE.title), { width, tag: tag.child("H1") })),
    ...after(8, textPieces(plain(lead, STYLE.lead), { width: Math.min(width, 350), tag: tag.child("P") })),
  ];
  const code = picture(digest, tag);
  const both = beside([
    { x: 0, pieces: texts },
    { x: WIDTH - QR, pieces: code },
  ]);
  return both.height <= HIGHEST ? [both] : [...texts, ...after(8, code)];
}

function picture(digest: string, tag: Tag): Piece[] {
  const { size, bars } = qrCode(digest);
  const figure = tag.child("Figure", `QR code of the digest ${digest}`);
  const module = QR / size;
  const code: Piece = {
    ...blank(QR),
    draw: (pen, { x, y }) => {
      pen.decoration((document) => {
        document.lineWidth(0.7).roundedRect(x, y, QR, QR, 3).fillAndStroke(COLOUR.paper, COLOUR.line);
      });
      pen.content(figure, (document) => {
        for (const bar of bars)
          document.rect(x + bar.x * module, y + bar.y * module, bar.width * module, module);
        document.fill("#000000");
      });
    },
  };
  const said = plain(`Digest ${digest.slice(0, 8)}…`, STYLE.small);
  return [code, ...after(3, textPieces(said, { width: QR, tag: tag.child("P") }))];
}

const BESIDE = 3;

/** The few facts that everybody looks for first, between two lines. */
export function facts(all: readonly Fact[], tag: Tag): Piece[] {
  const list = tag.child("L");
  const columns = all.map(({ name, what, more }) => {
    const item = list.child("LI");
    const body = item.child("LBody");
    return (width: number) =>
      glued([
        ...textPieces(plain(name, STYLE.small), { width, tag: item.child("Lbl") }),
        ...textPieces(plain(what, STYLE.strong), { width, tag: body }),
        ...textPieces(plain(more, STYLE.small), { width, tag: body }),
      ]);
  });
  const rows = columns.flatMap((_, index) =>
    index % BESIDE === 0
      ? [columnsOf(columns.slice(index, index + BESIDE), { width: WIDTH, gap: 18, of: BESIDE })]
      : [],
  );
  const pieces = after(
    10,
    rows.flatMap((row, index) => after(index > 0 ? 8 : 0, row)),
  );
  return [lineOn({ ...blank(0), before: 14 }), ...glued([...pieces, lineOn(blank(10), 10)])];
}

/** @param down from the top of the piece. */
function lineOn(piece: Piece, down = 0): Piece {
  return over(piece, (document, { x, y }) => {
    rule(document, { x, y: y + down, width: WIDTH });
  });
}
