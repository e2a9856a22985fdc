import { encodeQR } from "qr";

/** Light modules around it; without them readers don't find it (ISO/IEC 18004 section 6.3.8). */
const QUIET = 4;

/**
 * A QR code as a picture: one path on a square.
 * @param label what it says, for whoever can't see it.
 */
export function qrCode(text: string, label: string): string {
  const rows = encodeQR(text, "raw", { ecc: "medium", border: QUIET });
  const path = rows.flatMap((row, y) =>
    runsOf(row).map(({ x, width }) => `M${x} ${y}h${width}v1h-${width}z`),
  );
  const size = rows.length;
  return (
    `<svg class="qr" viewBox="0 0 ${size} ${size}" role="img" aria-label="${label}" shape-rendering="crispEdges">` +
    `<path fill="#fff" d="M0 0h${size}v${size}H0z"/><path fill="#000" d="${path.join("")}"/></svg>`
  );
}

/** Dark modules beside each other as one bar: single squares would show seams. */
function runsOf(row: boolean[]): { x: number; width: number }[] {
  const runs: { x: number; width: number }[] = [];
  for (const [x, isDark] of row.entries()) {
    const last = runs.at(-1);
    if (!isDark) continue;
    if (last && last.x + last.width === x) last.width += 1;
    else runs.push({ x, width: 1 });
  }
  return runs;
}
