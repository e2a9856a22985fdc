/** A number for each of the quotas that TalkJS counts apart. */
export interface PerMeter {
  /** Ordinary requests. */
  rest: number;
  /** `POST /batch`. */
  batch: number;
}

export interface Cost {
  requests: PerMeter;
  /** How long they take at the sustained rate. A saved-up burst makes it shorter, retries make it longer. */
  seconds: number;
}

/**
 * What so many requests cost. The two quotas are used side by side, so the slower one decides: for work of which
 * one part waits for the other, take the cost of each part and add.
 * @param rates Requests per second that are ours, after the share left to live traffic.
 * @throws RangeError when a rate that is needed is not above zero.
 */
export function estimateCost(requests: PerMeter, rates: PerMeter): Cost {
  return {
    requests,
    seconds: Math.max(secondsFor(requests.rest, rates.rest), secondsFor(requests.batch, rates.batch)),
  };
}

function secondsFor(requests: number, rate: number): number {
  if (requests === 0) return 0;
  if (!(rate > 0)) throw new RangeError("a rate must be above zero");
  return requests / rate;
}
