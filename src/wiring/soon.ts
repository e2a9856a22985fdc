/** @throws when it takes longer than that; what it waits for goes on, and nobody hears of it any more. */
export async function soon<Found>(looking: Promise<Found>, withinMs: number): Promise<Found> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`nothing was found out within ${withinMs} ms`)), withinMs);
  });
  return Promise.race([looking, late]).finally(() => clearTimeout(timer));
}
