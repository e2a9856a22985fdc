/**
 * The rooms of the house, from the ground floor to the roof. A room imports only what lies on floors below it; those on one
 * floor don't know each other. `npm run check:floors` holds it. A room is a folder in src/, or a file there; or jobs/.
 */
const FLOORS = [
  ["model", "sandbox", "verifier"],
  ["base", "version.ts"],
  ["audit", "config", "embedded", "requests", "telemetry"],
  ["ledger", "queue", "quota"],
  ["accounts", "sealing", "talkjs"],
  ["keys", "opendsr", "outbound", "policy"],
  ["certificates", "erasure"],
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

/** Of Node.js, what a pure room may use. */
const PURE_CORE = "^(node:)?crypto$";
/** Where the outside is asked: the ledger, Redis, the network, files. */
const OUTSIDE = ["ledger", "queue", "quota", "embedded", "telemetry"];

const allRooms = FLOORS.flat();

/** What matches the files of rooms; the first group is the room. */
function pathOf(rooms) {
  const paths = rooms.map((room) => {
    if (room === "jobs") return "jobs/";
    return room.endsWith(".ts") ? `src/${room.replace(".", "\\.")}$` : `src/${room}/`;
  });
  return `^(${paths.join("|")})`;
}

const climbing = FLOORS.map((rooms, floor) => ({
  name: `from-${rooms.join("-")}-only-down`,
  comment: "An import points down the list of floors in .dependency-cruiser.js, and not to a neighbour.",
  severity: "error",
  from: { path: pathOf(rooms) },
  to: { path: pathOf(FLOORS.slice(floor).flat()), pathNot: "^$1" },
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
      name: "no-room-off-the-list",
      comment: "A new room gets its floor in .dependency-cruiser.js.",
      severity: "error",
      from: { pathNot: pathOf(allRooms) },
      to: {},
    },
    {
      name: "no-import-off-the-list",
      severity: "error",
      from: {},
      to: { path: "^(src|jobs)/", pathNot: pathOf(allRooms) },
    },
    {
      name: "pure-rooms-ask-no-outside",
      severity: "error",
      from: { path: pathOf(PURE) },
      to: { path: pathOf(OUTSIDE) },
    },
    {
      name: "pure-rooms-use-no-system",
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
    // Imports of types count: a room that knows another's types is on top of it.
    tsPreCompilationDeps: true,
    tsConfig: { fileName: "tsconfig.json" },
  },
};
