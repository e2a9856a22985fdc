/** Dark modules beside each other: where they begin, and how many they are. */
export interface Bar {
  x: number;
  y: number;
  width: number;
}

/** The dark modules of an SVG of one path of horizontal bars, and of how many modules its square is. */
export function barsOf(svg: string): { size: number; bars: Bar[] } {
  const path = /<path fill="#000" d="([^"]+)"/.exec(svg)?.[1] ?? "";
  const bars = [...path.matchAll(/M(\d+) (\d+)h(\d+)v1h-\3z/g)].map(([, x, y, width]) => ({
    x: Number(x),
    y: Number(y),
    width: Number(width),
  }));
  return { size: Number(/viewBox="0 0 (\d+) \1"/.exec(svg)?.[1]), bars };
}

/** The picture that they make, as RGBA, so many pixels for each module. */
export function painted(
  { size, bars }: { size: number; bars: Bar[] },
  scale = 4,
): { width: number; height: number; data: Uint8ClampedArray } {
  const width = size * scale;
  const data = new Uint8ClampedArray(width * width * 4).fill(255);
  for (const bar of bars) {
    const [left, top, right] = [bar.x * scale, bar.y * scale, (bar.x + bar.width) * scale];
    for (let row = top; row < top + scale; row++)
      for (let column = left; column < right; column++)
        data.fill(0, (row * width + column) * 4, (row * width + column) * 4 + 3);
  }
  return { width, height: width, data };
}
