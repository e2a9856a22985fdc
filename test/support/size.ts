/** Whether to test with the large sizes: SCRUBJAY_TEST_SIZE=full, which `npm run test:full` and `npm run soak` set. */
export const full: boolean = fullSize(process.env["SCRUBJAY_TEST_SIZE"]);

/** How much to test with: `small` in `npm test`, `large` where there is time. The claim is the same. */
export const sized = <T>(small: T, large: T): T => (full ? large : small);

function fullSize(size = "small"): boolean {
  if (size !== "small" && size !== "full") throw new Error("SCRUBJAY_TEST_SIZE must be small or full");
  return size === "full";
}
