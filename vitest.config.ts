import { fileURLToPath } from "node:url";
import { defineConfig, type TestProjectConfiguration } from "vitest/config";
import ProjectOrder from "./test/support/project-order.js";
import { SMALL, testFiles } from "./test/support/projects.js";
import { sized } from "./test/support/size.js";

/** For what hangs; no test may depend on how fast the machine is. */
const HANGS_AFTER_MS = sized(600_000, 3_600_000);

const files = testFiles(fileURLToPath(new URL(".", import.meta.url)));

const small = { small: SMALL.flatMap((name) => files[name]) };

const projects = Object.entries(process.env["SCRUBJAY_TEST_TOGETHER"] === "1" ? small : files).map(
  ([name, include]): TestProjectConfiguration => ({
    test: {
      name,
      include,
      globalSetup: ["test/support/global-setup.ts"],
      pool: "forks",
      // Collecting what is young more seldom spares a tenth of the processor time.
      execArgv: ["--max-semi-space-size=64"],
      // Modules, PGlite above all, are loaded once for each fork; what a test stubs is put back after it.
      isolate: false,
      unstubEnvs: true,
      restoreMocks: true,
      testTimeout: HANGS_AFTER_MS,
      hookTimeout: HANGS_AFTER_MS,
    },
  }),
);

export default defineConfig({
  test: {
    projects,
    // On two cores: many tests mostly wait, and more forks would only slow each other down.
    maxWorkers: 4,
    sequence: { sequencer: ProjectOrder },
  },
});
