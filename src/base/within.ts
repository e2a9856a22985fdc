/** What was waited for took too long. */
export class LateError extends Error {
  constructor(ms: number) {
    super(`it took longer than ${ms} ms`);
  }
}

/**
 * Waits for some work, and no longer than so many milliseconds; work that takes longer goes on, and nobody hears of it
 * any more. The timer keeps the process alive, so that it doesn't end before it is told.
 * @param late what is answered then, if it doesn't throw.
 * @throws {LateError} then, where `late` isn't given.
 */
export async function within<Found, Late = never>(
  ms: number,
  work: Promise<Found>,
  late: () => Late = () => {
    throw new LateError(ms);
  },
): Promise<Found | Late> {
  let timer: NodeJS.Timeout | undefined;
  const end = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, ms);
  });
  return Promise.race([work, end.then(late)]).finally(() => clearTimeout(timer));
}
