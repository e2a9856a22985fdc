import type { Content } from "../content.js";
import { plain } from "./blocks.js";
import { linesOf, widthOf, type Line } from "./lines.js";
import { COLOUR, heightOf, PAGE, STYLE, WIDTH } from "./look.js";
import type { Pen } from "./pen.js";
import type { Area } from "./flow.js";
import type { Tag } from "./tag.js";

const BAND = 5;
const STRIP = 7;

/** What is on every page: a band, the banner as a strip and across the page, what it is a page of. */
export class Sheet {
  readonly area: Area;
  readonly #strip: Line[];

  constructor(
    private readonly pen: Pen,
    private readonly content: Content,
    private readonly tag: Tag,
  ) {
    const { banner } = content;
    this.#strip = banner === null ? [] : linesOf(plain(banner.text, STYLE.banner), WIDTH);
    const strip = this.#strip.length === 0 ? 0 : this.#height + 14;
    this.area = {
      x: PAGE.left,
      top: strip === 0 ? PAGE.top : BAND + strip,
      bottom: PAGE.height - PAGE.bottom,
    };
  }

  turn(): void {
    const { document } = this.pen;
    document.addPage();
    this.pen.decoration(() => {
      document.rect(0, 0, PAGE.width, BAND).fill(COLOUR.done);
      if (this.#strip.length > 0) document.rect(0, BAND, PAGE.width, this.#height).fill(COLOUR.banner);
    });
    for (const [index, line] of this.#strip.entries()) this.#say(line, index);
  }

  /** What can only be written when all pages are there. */
  finish(): void {
    const { document } = this.pen;
    const { start, count } = document.bufferedPageRange();
    for (let page = 0; page < count; page++) {
      document.switchToPage(start + page);
      this.#footer(`${page + 1} / ${count}`);
      this.#watermark();
    }
  }

  get #height(): number {
    return this.#strip.length * heightOf(STYLE.banner) + 2 * STRIP;
  }

  /** Read out once, where the document begins. */
  #say(line: Line, index: number): void {
    const height = heightOf(STYLE.banner);
    const y = BAND + STRIP + index * height + height / 2 + STYLE.banner.size * 0.36;
    const x = PAGE.left + (WIDTH - widthOf(line)) / 2;
    const draw = () => this.pen.line(line, x, y);
    if (this.pen.document.bufferedPageRange().count === 1) this.pen.content(this.tag, draw);
    else this.pen.decoration(draw);
  }

  #footer(number: string): void {
    const y = PAGE.height - 30;
    const [name, page] = [this.content.name, number].map(
      (text) => linesOf(plain(text, STYLE.small), WIDTH)[0] ?? [],
    );
    if (!name || !page) return;
    this.pen.decoration(() => {
      this.pen.line(name, PAGE.left, y);
      this.pen.line(page, PAGE.width - PAGE.right - widthOf(page), y);
    });
  }

  /** As large as its length lets it be, and light enough to read through. */
  #watermark(): void {
    const { banner } = this.content;
    if (banner === null) return;
    const style = { ...STYLE.banner, size: 100, colour: COLOUR.banner };
    const [line = []] = linesOf(plain(banner.word, style), Infinity);
    const size = Math.min(100, (100 * LONGEST) / widthOf(line));
    const [fitting = []] = linesOf(plain(banner.word, { ...style, size }), Infinity);
    const { document } = this.pen;
    const [x, y] = [PAGE.width / 2, PAGE.height / 2];
    this.pen.decoration(() => {
      document
        .save()
        .rotate(-50, { origin: [x, y] })
        .fillOpacity(0.12);
      this.pen.line(fitting, x - widthOf(fitting) / 2, y + size * 0.36);
      document.restore();
    });
  }
}

/** From corner to corner, with space at both. */
const LONGEST = 780;
