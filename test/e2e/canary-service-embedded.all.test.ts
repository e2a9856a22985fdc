import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { openEmbeddedLedger } from "../../src/ledger/open.js";
import { full } from "../support/size.js";
import { House } from "./canary-house.js";
import { ALL_SCENES, expectNothingLeft, goThrough, SHORT_STORY, surroundings } from "./canary-service.js";
import { KEY } from "./evidence.js";
import type { Traces } from "./traces.js";

test("a service on the embedded ledger leaves no personal data: not in the data folder, logs, answers, callbacks", async () => {
  const around = await surroundings();
  const env = { ...around.env, SCRUBJAY_SIGNING_KEY: "", SCRUBJAY_EVIDENCE_KEYS: "" };
  const house = new House(around.cwd, env, () => ({}));
  const dataDir = join(around.cwd, ".scrubjay");
  const look = async (traces: Traces) => expect.soft(await traces.files(dataDir)).toEqual([]);
  const traces = await goThrough(house, around, {
    look,
    worker: false,
    scenes: full ? ALL_SCENES : SHORT_STORY,
  });
  // Its keys are files; these are what it keeps beside its ledger.
  expect(await readdir(dataDir)).toEqual(expect.arrayContaining(["keys", "ledger", "log", "redis"]));
  expect((await readdir(join(dataDir, "keys"))).sort()).toEqual(["evidence-1.key", "signing.key"]);
  await look(traces);
  const ledger = await openEmbeddedLedger(dataDir, KEY);
  onTestFinished(() => ledger.close());
  await expectNothingLeft(ledger, traces);
});
