import { appendFileSync } from "node:fs";
import type { Reporter, TestModule } from "vitest/node";

/**
 * Adds to the file named by SCRUBJAY_TEST_SUMMARY, for whoever runs the tests unattended: why each skipped test was
 * skipped, then one line with the counts.
 */
export default class SummaryReporter implements Reporter {
  onTestRunEnd(modules: readonly TestModule[], errors: readonly unknown[]): void {
    const tests = modules.flatMap((module) => [...module.children.allTests()]);
    const count = (state: string) => tests.filter((test) => test.result().state === state).length;
    const skipped = tests.flatMap((test) => {
      const result = test.result();
      if (result.state !== "skipped") return [];
      // A test that depends on the system says in its own name on what.
      return [`skipped: ${test.fullName}${result.note === undefined ? "" : ` (${result.note})`}`];
    });
    // A file that could not be loaded, or an error outside of every test, has no test to be counted by.
    const broken = modules.filter((module) => module.errors().length > 0).length + errors.length;
    const counts = [`${count("passed")} passed`, `${count("failed") + broken} failed`];
    if (skipped.length > 0) counts.push(`${skipped.length} skipped`);
    const file = process.env["SCRUBJAY_TEST_SUMMARY"];
    if (file !== undefined) appendFileSync(file, [...skipped, counts.join(", "), ""].join("\n"));
  }
}
