import { expect, test } from "vitest";
import { logFindings } from "../../src/cli/doctor/log.js";
import type { PublishSettings } from "../../src/sealing/publish.js";
import { publishDue } from "../../src/sealing/publish.js";
import { describePostgres } from "../support/ledger.js";
import { tempFolder } from "../support/temp.js";
import { logHarness } from "../sealing/log-harness.js";

const NOWHERE: PublishSettings = { folder: undefined, command: undefined, every: "1 hour" };

describePostgres("what doctor says about the sealed log", (on) => {
  test("its name, size, newest checkpoint and verifier key, and that it should be published", async () => {
    const { app, log } = await logHarness(on, 10);
    const { origin } = await log();
    expect(await logFindings(app.log, NOWHERE)).toMatchObject([
      {
        verdict: "ok",
        detail: expect.stringMatching(`^${origin}, 11 entries, signed over 11 at 20`) as string,
      },
      { what: "Verifier key", verdict: "ok", detail: app.log.signingKey(origin).vkey },
      { what: "Publication", verdict: "warning", detail: expect.stringContaining("nowhere") as string },
    ]);
  });

  test("that there is none yet", async () => {
    const { app } = await logHarness(on);
    expect(await logFindings(app.log, NOWHERE)).toEqual([
      { what: "Sealed log", verdict: "ok", detail: "begins with the first work" },
    ]);
  });

  test("how publishing goes, to each target", async () => {
    const { app } = await logHarness(on, 10);
    const settings = { ...NOWHERE, folder: await tempFolder(), command: "exit 3" };
    const of = async () => (await logFindings(app.log, settings)).slice(2);
    expect(await of()).toMatchObject([
      { what: "Publication to a folder", verdict: "ok", detail: "none yet" },
      { what: "Publication to a command", verdict: "ok", detail: "none yet" },
    ]);
    await publishDue(app.log, settings);
    expect(await of()).toMatchObject([
      { verdict: "ok", detail: expect.stringMatching(/^the last was over 11 of 11 at 20/) as string },
      { verdict: "warning", detail: expect.stringContaining("(COMMAND_FAILED_3); none yet") as string },
    ]);
  });

  test("what was refused, and what waits for too long", async () => {
    const { app, act } = await logHarness(on, 10);
    await act(3);
    const [first] = await app.inbox.next(1);
    await app.inbox.refuse(first?.seq ?? 0, new Date());
    const later = { ...app.log, clock: () => new Date(Date.now() + 20 * 60_000) };
    expect((await logFindings(later, NOWHERE)).slice(2)).toMatchObject([
      { verdict: "problem", detail: "1 entry was refused: none of us wrote them" },
      { verdict: "warning", detail: expect.stringMatching(/^2 entries wait/) as string },
      { what: "Publication" },
    ]);
  });

  test("that it is broken, with what to do", async () => {
    const { app, coverUp } = await logHarness(on, 30);
    await coverUp(20);
    await expect(logFindings(app.log, NOWHERE)).rejects.toMatchObject({
      code: "LOG_BROKEN",
      remedy: expect.stringContaining("scrubjay audit restart") as string,
    });
  });
});
