import { encodeQR } from "qr";

/** Light modules around it; without them readers don't find it (ISO/IEC 18004 section 6.3.8). */
const QUIET = 4;

/** A row of dark modules beside each other; single squares would show seams. */
export interface Bar {
  x: number;
  y: number;
  width: number;
}

/** A QR code of a text: the dark bars, one module high, on a light square of so many modules. */
export function qrCode(text: string): { size: number; bars: Bar[] } {
  const rows = encodeQR(text, "raw", { ecc: "medium", border: QUIET });
  return { size: rows.length, bars: rows.flatMap((row, y) => barsOf(row).map((bar) => ({ ...bar, y }))) };
}

/**
 * It as a picture: one path on a square.
 * @param label what it says, for whoever can't see it.
 */
export function qrPicture(text: string, label: string): string {
  const { size, bars } = qrCode(text);
  const path = bars.map(({ x, y, width }) => `M${x} ${y}h${width}v1h-${width}z`);
  return (
    `<svg class="qr" viewBox="0 0 ${size} ${size}" role="img" aria-label="${label}" shape-rendering="crispEdges">` +
    `<path fill="#fff" d="M0 0h${size}v${size}H0z"/><path fill="#000" d="${path.join("")}"/></svg>`
  );
}

function barsOf(row: boolean[]): Omit<Bar, "y">[] {
  const bars: Omit<Bar, "y">[] = [];
  for (const [x, isDark] of row.entries()) {
    const last = bars.at(-1);
    if (!isDark) continue;
    if (last && last.x + last.width === x) last.width += 1;
    else bars.push({ x, width: 1 });
  }
  return bars;
}
