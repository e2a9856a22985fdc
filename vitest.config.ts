import { defineConfig } from "vitest/config";
import LongestFirst from "./test/support/longest-first.js";

export default defineConfig({
  test: {
    include: ["test/**/*.test.ts"],
    globalSetup: ["test/support/global-setup.ts"],
    // On two cores: many tests mostly wait, and more forks would only slow each other down.
    maxWorkers: 3,
    pool: "forks",
    // Modules, PGlite above all, are loaded once for each fork; what a test stubs is put back after it.
    isolate: false,
    unstubEnvs: true,
    restoreMocks: true,
    sequence: { sequencer: LongestFirst },
    testTimeout: 60_000,
    hookTimeout: 120_000,
  },
});
