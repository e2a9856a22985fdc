import type { Figure } from "./figure.js";
import type { BenchEnvironment } from "./environment.js";

export interface BenchmarkOptions {
  /** Smaller sizes: minutes become seconds, and the figures rougher. */
  quick: boolean;
  /** Everything that is started belongs to it. */
  environment: BenchEnvironment;
  /** A line for the person who waits. */
  say: (line: string) => void;
}

export interface Benchmark {
  name: string;
  /** What is measured, in a sentence. */
  about: string;
  /** It is ended after this long, whatever it is doing. */
  minutes: number;
  run: (options: BenchmarkOptions) => Promise<Findings>;
}

export interface Findings {
  figures: Figure[];
  /** How to read the figures of this run: sizes, references. */
  notes: string[];
}
