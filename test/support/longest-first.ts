import { BaseSequencer, type TestSpecification } from "vitest/node";

/** What takes longest, longest first: begun last, one of them would go on when all else is done. */
const LONGEST = [
  "e2e/canary-service",
  "e2e/canary-service-embedded",
  "e2e/dashboard-quality",
  "e2e/dashboard",
  "e2e/shutdown",
  "e2e/chaos",
  "e2e/serve",
  "e2e/request-storm",
  "e2e/canary",
  "sealing/verify-log",
  "e2e/certificate",
  "e2e/sealed-run",
  "e2e/request",
  "e2e/crash-embedded",
  "e2e/main-job",
  "e2e/erase",
  "e2e/watch",
  "e2e/bad-input",
  "e2e/audit",
  "dashboard/injection",
];

/** Begins with the files named above, then goes on as vitest does: by what it remembers, else by size. */
export default class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const others = await super.sort(files);
    const named = LONGEST.flatMap((name) =>
      others.filter(({ moduleId }) => moduleId.endsWith(`/test/${name}.test.ts`)),
    );
    return [...new Set([...named, ...others])];
  }
}
