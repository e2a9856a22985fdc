const PLAIN = /^(?:0|[1-9]\d*)$/;

/** A count in decimal digits without leading zeros; `undefined` for anything else, and for what no number holds exactly. */
export function fromDecimal(text: string): number | undefined {
  const count = Number(text);
  return PLAIN.test(text) && Number.isSafeInteger(count) ? count : undefined;
}
