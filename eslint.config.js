import js from "@eslint/js";
import tseslint from "typescript-eslint";

export default tseslint.config(
  { ignores: ["dist/", "build/", "node_modules/", "src/ledger/migrations/"] },
  js.configs.recommended,
  {
    files: ["**/*.ts", "**/*.tsx"],
    extends: [tseslint.configs.recommendedTypeChecked],
    languageOptions: { parserOptions: { projectService: true } },
    rules: {
      "@typescript-eslint/no-floating-promises": "error",
      "@typescript-eslint/switch-exhaustiveness-check": "error",
      "@typescript-eslint/consistent-type-imports": "error",
      // Many interfaces here are asynchronous although one of their implementations needs no await.
      "@typescript-eslint/require-await": "off",
      // What is left out of the rest of an object is named for that alone.
      "@typescript-eslint/no-unused-vars": ["error", { ignoreRestSiblings: true }],
    },
  },
  {
    // A command knows of its process what its invocation gives it: so hundreds run in one process, as tests do.
    files: ["src/cli/**/*.ts"],
    ignores: ["src/cli/main.ts"],
    rules: {
      "no-restricted-globals": ["error", "process", "console"],
      "no-restricted-imports": ["error", "process", "node:process", "console", "node:console"],
    },
  },
  {
    files: ["**/*.js"],
    ignores: ["src/**"],
    languageOptions: { globals: { process: "readonly", console: "readonly" } },
  },
  {
    files: ["src/dashboard/dashboard.js"],
    languageOptions: {
      globals: Object.fromEntries(
        ["document", "location", "confirm", "addEventListener", "CSS", "EventSource", "Intl"].map((name) => [
          name,
          "readonly",
        ]),
      ),
    },
  },
  {
    files: ["src/sandbox/inspection/*.js"],
    languageOptions: {
      globals: Object.fromEntries(
        [
          "document",
          "window",
          "location",
          "fetch",
          "AbortSignal",
          "getComputedStyle",
          "performance",
          "setTimeout",
        ].map((name) => [name, "readonly"]),
      ),
    },
  },
);
