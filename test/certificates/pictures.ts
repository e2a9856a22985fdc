/** The picture that an SVG of one path of horizontal bars shows, as RGBA, so many pixels for each unit. */
export function painted(svg: string, scale = 4): { width: number; height: number; data: Uint8ClampedArray } {
  const size = Number(/viewBox="0 0 (\d+) \1"/.exec(svg)?.[1]);
  const bars = /<path fill="#000" d="([^"]+)"/.exec(svg)?.[1] ?? "";
  const width = size * scale;
  const data = new Uint8ClampedArray(width * width * 4).fill(255);
  for (const [, x = "", y = "", length = ""] of bars.matchAll(/M(\d+) (\d+)h(\d+)v1h-\3z/g)) {
    const [left, top, right] = [Number(x) * scale, Number(y) * scale, (Number(x) + Number(length)) * scale];
    for (let row = top; row < top + scale; row++)
      for (let column = left; column < right; column++)
        data.fill(0, (row * width + column) * 4, (row * width + column) * 4 + 3);
  }
  return { width, height: width, data };
}
