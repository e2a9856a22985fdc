import { InvalidArgumentError } from "commander";

/** A run's number, for commander. */
export function runNumber(value: string): number {
  const number = Number(value);
  if (!/^\d+$/.test(value) || number < 1 || number > 2_147_483_647) {
    throw new InvalidArgumentError("A run is named by its number; see them with: scrubjay runs");
  }
  return number;
}

/** A whole number of at least `min`, for commander. */
export const wholeNumber =
  (min: number, max = Number.MAX_SAFE_INTEGER) =>
  (value: string): number => {
    const number = Number(value);
    if (!/^\d+$/.test(value) || number < min || number > max) {
      throw new InvalidArgumentError(
        `It must be a whole number from ${min}${max === Number.MAX_SAFE_INTEGER ? "" : ` to ${max}`}.`,
      );
    }
    return number;
  };
