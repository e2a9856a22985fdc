import { SingleBar } from "cli-progress";
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

class BarView implements ProgressView {
  readonly #pace = new Pace();
  #bar: SingleBar | undefined;

  constructor(
    private readonly stderr: NodeJS.WritableStream,
    private readonly unit: string,
  ) {}

  show(step: Step): void {
    const { perSecond, left, isNew } = this.#pace.of(step);
    const payload = {
      label: step.label,
      done: count(step.done),
      unit: this.unit,
      of: step.total === undefined ? "" : ` of ${count(step.total)}`,
      perSecond: perSecond.toFixed(0),
      left,
    };
    if (isNew) {
      this.end();
      this.#bar = new SingleBar({
        format:
          step.total === undefined
            ? "{label}  {done} {unit}  {perSecond}/s"
            : "{label}  {bar}  {done}{of} {unit}  {perSecond}/s  {left} left",
        hideCursor: true,
        stream: this.stderr,
      });
      this.#bar.start(step.total ?? 1, step.total === undefined ? 0 : step.done, payload);
      return;
    }
    this.#bar?.update(step.total === undefined ? 0 : step.done, payload);
  }

  end(): void {
    this.#bar?.stop();
    this.#bar = undefined;
  }
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
