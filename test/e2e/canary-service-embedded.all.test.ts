import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { openEmbeddedLedger } from "../../src/ledger/open.js";
import { full } from "../support/size.js";
import { RecordedService } from "./recorded-service.js";
import {
  ALL_SCENARIOS,
  expectNothingLeft,
  runScenarios,
  ONE_SCENARIO,
  canaryEnvironment,
} from "./canary-service.js";
import { KEY } from "./evidence.js";
import type { Traces } from "./traces.js";

test("a service on the embedded ledger leaves no personal data: not in the data folder, logs, answers, callbacks", async () => {
  const around = await canaryEnvironment();
  const env = { ...around.env, SCRUBJAY_SIGNING_KEY: "", SCRUBJAY_EVIDENCE_KEYS: "" };
  const service = new RecordedService(around.cwd, env, () => ({}));
  const dataDir = join(around.cwd, ".scrubjay");
  const look = async (traces: Traces) => expect.soft(await traces.files(dataDir)).toEqual([]);
  const traces = await runScenarios(service, around, {
    look,
    worker: false,
    scenarios: full ? ALL_SCENARIOS : ONE_SCENARIO,
  });
  // Its keys are files; these are what it keeps beside its ledger.
  expect(await readdir(dataDir)).toEqual(expect.arrayContaining(["keys", "ledger", "log", "redis"]));
  expect((await readdir(join(dataDir, "keys"))).sort()).toEqual(["evidence-1.key", "signing.key"]);
  await look(traces);
  const ledger = await openEmbeddedLedger(dataDir, KEY);
  onTestFinished(() => ledger.close());
  await expectNothingLeft(ledger, traces);
});
