/**
 * The modules and their layers, from the lowest to the highest. A module imports only what lies on layers below it; those on one
 * layer don't know each other. `npm run check:layers` enforces it. A module is a folder in src/, or a file there; or jobs/.
 */
const LAYERS = [
  ["model", "sandbox", "verifier"],
  ["base", "version.ts"],
  ["audit", "config", "embedded", "requests", "telemetry"],
  ["ledger", "queue", "quota"],
  ["accounts", "sealing", "talkjs"],
  ["keys", "opendsr", "outbound", "policy"],
  ["certificates", "erasure", "probe"],
  ["contracts", "schedules"],
  ["client", "service"],
  ["jobs", "server"],
  ["dashboard", "wiring"],
  ["cli"],
];

/** They take values and return values. */
const PURE = ["model", "audit", "policy"];
/** What only a rehearsal or an auditor runs; commands start the one, nobody needs the other. */
const ALONE = ["sandbox", "verifier"];

/** Of Node.js, what a pure module may use. */
const PURE_CORE = "^(node:)?(crypto|url)$";
/** Where the outside is asked: the ledger, Redis, the network, files. */
const OUTSIDE = ["ledger", "queue", "quota", "embedded", "telemetry"];

/** Where the programs begin. */
const PROGRAMS = "^src/(cli/main|verifier/verify)\\.ts$";

const allModules = LAYERS.flat();

/** What matches the files of modules; the first group is the module. */
function pathOf(modules) {
  const paths = modules.map((module) => {
    if (module === "jobs") return "jobs/";
    return module.endsWith(".ts") ? `src/${module.replace(".", "\\.")}$` : `src/${module}/`;
  });
  return `^(${paths.join("|")})`;
}

const climbing = LAYERS.map((modules, layer) => ({
  name: `from-${modules.join("-")}-only-down`,
  comment: "An import points down the list of layers in .dependency-cruiser.js, and not to a neighbour.",
  severity: "error",
  from: { path: pathOf(modules) },
  to: { path: pathOf(LAYERS.slice(layer).flat()), pathNot: "^$1" },
}));

export default {
  forbidden: [
    {
      name: "no-circle",
      severity: "error",
      from: {},
      to: { circular: true },
    },
    ...climbing,
    {
      name: "nothing-lies-about",
      comment: "What no program reaches is superfluous, or was forgotten where it is to be registered.",
      severity: "error",
      from: { path: PROGRAMS },
      to: { path: "^(src|jobs)/.*\\.tsx?$", pathNot: PROGRAMS, reachable: false },
    },
    {
      name: "no-module-off-the-list",
      comment: "A new module gets its layer in .dependency-cruiser.js.",
      severity: "error",
      from: { pathNot: pathOf(allModules) },
      to: {},
    },
    {
      name: "no-import-off-the-list",
      severity: "error",
      from: {},
      to: { path: "^(src|jobs)/", pathNot: pathOf(allModules) },
    },
    {
      name: "pure-modules-ask-no-outside",
      severity: "error",
      from: { path: pathOf(PURE) },
      to: { path: pathOf(OUTSIDE) },
    },
    {
      name: "pure-modules-use-no-system",
      severity: "error",
      from: { path: pathOf(PURE) },
      to: { dependencyTypes: ["core"], pathNot: PURE_CORE },
    },
    {
      name: "what-stands-alone-is-started-by-a-command-only",
      severity: "error",
      from: { pathNot: pathOf([...ALONE, "cli"]) },
      to: { path: pathOf(ALONE) },
    },
  ],
  options: {
    doNotFollow: { path: "node_modules" },
    // Imports of types count: a module that knows another's types is on top of it.
    tsPreCompilationDeps: true,
    tsConfig: { fileName: "tsconfig.json" },
  },
};
