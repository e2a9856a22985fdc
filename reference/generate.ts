// Makes the reference anew; with --check only says which pages aren't as they would be made, and ends with 1.
import { writeFile } from "node:fs/promises";
import { PAGES, pathOf, readPage, rendered } from "./pages.js";

const isCheck = process.argv.includes("--check");

for (const page of Object.keys(PAGES)) {
  const text = await rendered(page);
  if (text === (await readPage(page))) continue;
  if (isCheck) {
    console.error(`${page} isn't fresh. Make it anew with: npm run docs`);
    process.exitCode = 1;
  } else await writeFile(pathOf(page), text);
}
