import { afterAll } from "vitest";

type Close = () => void | Promise<void>;

/** Takes what closes something, to be called when it is no longer needed: `onTestFinished`, or that of a whole file. */
export type Finished = (close: Close) => void;

/** For what all tests of a file share: closes it after the last of them, the newest first. Called outside of any test. */
export function fileFinished(): Finished {
  const closers: Close[] = [];
  afterAll(async () => {
    for (const close of closers.reverse()) await close();
  });
  return (close) => void closers.push(close);
}
