import { OPENABLE } from "../../src/dashboard/pages.js";
import type { ServiceHarness } from "./service-harness.js";

/** A page of the dashboard. Of those that are typical each has something that most others have too. */
export interface PageInUse {
  path: string;
  isTypical: boolean;
}

const TYPICAL = ["/", "/requests/new", "/audit"];
const OTHERS = [
  ...OPENABLE.filter((address) => !address.includes(":")),
  "/schedules/nightly",
  "/queues/control",
  "/runs/nothing-here",
  "/nothing-here",
].filter((path) => !TYPICAL.includes(path));

/** Every page with something on it: a run that is done, a plan that waits, requests in several states, a hold, a comeback. */
export async function pagesInUse({ sandbox, run, plan }: ServiceHarness): Promise<PageInUse[]> {
  const ids = ["returned", "retained", "erased"].map((what) => `of-pages-${what}`);
  const [returned = "", retained = "", erased = ""] = ids;
  await sandbox.addUsers(ids.map((id, i) => ({ id, name: `Sample ${i}`, createdAt: i + 1 })));
  await run("hold", "add", retained, "--ground", "e", "--owner", "Legal department");
  const done = JSON.parse(await run("run", "-p", "everybody.yaml", "--yes", "--json")) as { run: number };
  await sandbox.edit(returned, { name: "Sample again" });
  await run("watch", "--report").catch(() => undefined);
  await run("request", "create", erased, "--yes", "--follow");
  const held = JSON.parse(await run("request", "create", retained, "--yes", "--json")) as { id: string };
  await sandbox.addUsers([{ id: "late", name: "Sample late", email: ["late@example.com"], createdAt: 9 }]);
  const waiting = await plan();
  const typical = [...TYPICAL, `/runs/${waiting}`, `/requests/${held.id}`];
  return [
    ...typical.map((path) => ({ path, isTypical: true })),
    ...[...OTHERS, `/runs/${done.run}`].map((path) => ({ path, isTypical: false })),
  ];
}
