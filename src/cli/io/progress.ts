import { count, duration, type Output } from "./output.js";

/** How far something has come. */
export interface Step {
  label: string;
  done: number;
  /** Undefined while nobody knows. */
  total: number | undefined;
}

export interface ProgressView {
  show(step: Step): void;
  end(): void;
}

const LINE_EVERY_MS = 10_000;

/**
 * A live bar on a terminal, a quiet line now and then elsewhere; both on standard error.
 * @param unit what is counted, such as `entries`. @default users
 */
export function createProgress(out: Output, unit = "users"): ProgressView {
  const { stderr } = out.io;
  return stderr.isTTY ? new BarView(stderr, unit) : new LineView(out, unit);
}

/** How many a second since a step began. */
class Pace {
  #label = "";
  #began = 0;
  #first = 0;

  of({ label, done, total }: Step): { perSecond: number; left: string; isNew: boolean } {
    const isNew = label !== this.#label;
    if (isNew) [this.#label, this.#began, this.#first] = [label, performance.now(), done];
    const seconds = (performance.now() - this.#began) / 1_000;
    const perSecond = seconds > 0 ? (done - this.#first) / seconds : 0;
    const left = total !== undefined && perSecond > 0 ? duration((total - done) / perSecond) : "–";
    return { perSecond, left, isNew };
  }
}

/** A terminal, or what stands for one. */
interface Terminal {
  write(text: string): unknown;
  columns?: number;
}

/** A terminal that is narrower gets a shorter one. */
const LONGEST_BAR = 40;
/** What a terminal has that doesn't say how wide it is. */
const COLUMNS = 80;
const REDRAW_EVERY_MS = 100;
const LINE_START = "\r\x1b[K";

/** One line that is written over and over. Whatever ends the process, the terminal is as it was. */
export class BarView implements ProgressView {
  readonly #pace = new Pace();
  /** Not shown yet. */
  #line: string | undefined;
  #isOpen = false;
  #next = 0;

  constructor(
    private readonly terminal: Terminal,
    private readonly unit: string,
  ) {}

  show(step: Step): void {
    const { perSecond, left, isNew } = this.#pace.of(step);
    if (isNew) this.end();
    this.#isOpen = true;
    this.#line = this.#lineOf(step, `${this.unit}  ${perSecond.toFixed(0)}/s`, left);
    if (Date.now() >= this.#next) this.#draw();
  }

  end(): void {
    this.#draw();
    if (this.#isOpen) this.terminal.write("\n");
    [this.#isOpen, this.#next] = [false, 0];
  }

  #lineOf({ label, done, total }: Step, rate: string, left: string): string {
    if (total === undefined) return `${label}  ${count(done)} ${rate}`;
    const after = `  ${count(done)} of ${count(total)} ${rate}  ${left} left`;
    const room = this.#columns - label.length - 2 - after.length;
    return `${label}  ${bar(done, total, Math.max(0, Math.min(room, LONGEST_BAR)))}${after}`;
  }

  get #columns(): number {
    // A line that wraps would be written below itself.
    return (this.terminal.columns ?? COLUMNS) - 1;
  }

  #draw(): void {
    if (this.#line === undefined) return;
    this.terminal.write(LINE_START + this.#line.slice(0, this.#columns));
    [this.#line, this.#next] = [undefined, Date.now() + REDRAW_EVERY_MS];
  }
}

function bar(done: number, total: number, columns: number): string {
  const share = total > 0 ? Math.min(done / total, 1) : 1;
  const full = Math.round(share * columns);
  return "=".repeat(full) + "-".repeat(columns - full);
}

class LineView implements ProgressView {
  readonly #pace = new Pace();
  #next = performance.now() + LINE_EVERY_MS;

  constructor(
    private readonly out: Output,
    private readonly unit: string,
  ) {}

  show(step: Step): void {
    const { perSecond, left } = this.#pace.of(step);
    if (performance.now() < this.#next) return;
    this.#next = performance.now() + LINE_EVERY_MS;
    const of = step.total === undefined ? "" : ` of ${count(step.total)}`;
    this.out.say(
      `${step.label}: ${count(step.done)}${of} ${this.unit}, ${perSecond.toFixed(0)}/s, ${left} left`,
    );
  }

  end(): void {
    // Lines need no end.
  }
}
