import { BaseSequencer, type TestSpecification } from "vitest/node";

/** What takes longest, longest first: begun last, one of them would go on when all else is done. */
const LONGEST = [
  "e2e/canary-service",
  "e2e/serve",
  "e2e/canary",
  "e2e/chaos",
  "e2e/bad-input",
  "e2e/certificate",
  "e2e/sealed-run",
  "e2e/audit",
  "sealing/verify-log",
  "e2e/request-storm",
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
