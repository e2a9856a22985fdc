import axe from "axe-core";
import type { Page } from "playwright-core";

/** WCAG 2.2 AA, and what axe holds for good practice. */
const RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];
/** Core Web Vitals call 0.1 good. */
const LARGEST_SHIFT = 0.02;

/** Both widths and both colour schemes, each once: what is wrong in one of them is wrong in either pair. */
export const LOOKS = [
  { name: "wide, light", viewport: { width: 1440, height: 900 }, colorScheme: "light" },
  { name: "phone, dark", viewport: { width: 390, height: 844 }, colorScheme: "dark" },
] as const;

export const focused = (page: Page): Promise<string> =>
  page.evaluate<string>("document.activeElement.innerText.trim()");

interface AxeResult {
  violations: { id: string; help: string; nodes: { target: unknown[]; failureSummary?: string }[] }[];
}

/** What shuts somebody out of a page that stands in a browser whose content security policy is off. */
export async function violations(page: Page): Promise<string[]> {
  await page.evaluate(axe.source);
  const options = JSON.stringify({ runOnly: { type: "tag", values: RULES } });
  const { violations: found } = await page.evaluate<AxeResult>(`axe.run(document, ${options})`);
  return found.flatMap(({ id, help, nodes }) =>
    nodes
      .slice(0, 3)
      .map(({ target, failureSummary }) => `${id} (${help}) at ${target.join(" ")}: ${failureSummary}`),
  );
}

/** What moved by itself after the page was there, and what is wider than the screen. */
export async function misfits(page: Page): Promise<string[]> {
  const shift = await page.evaluate<number>(`new Promise((resolve) => {
    let sum = 0;
    new PerformanceObserver((list) => {
      for (const entry of list.getEntries()) if (!entry.hadRecentInput) sum += entry.value;
    }).observe({ type: "layout-shift", buffered: true });
    setTimeout(() => resolve(sum), 60);
  })`);
  const overhang = await page.evaluate<number>("document.documentElement.scrollWidth - innerWidth");
  return [
    ...(shift > LARGEST_SHIFT ? [`moved by ${shift.toFixed(3)}`] : []),
    ...(overhang > 0 ? [`${overhang} px too wide`] : []),
  ];
}
