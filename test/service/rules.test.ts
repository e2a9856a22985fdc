import { expect, test } from "vitest";
import type { Actor } from "../../src/ledger/evidence/actor.js";
import { defaultPolicy } from "../../src/policy/policy.js";
import { noPolicies } from "../../src/policy/named-policies.js";
import { placeHold } from "../../src/service/hold/place.js";
import { orderRequest } from "../../src/service/request/order.js";
import { orderRun } from "../../src/service/run/order.js";
import { addSchedule } from "../../src/service/schedule/add.js";
import { runSchedule } from "../../src/service/schedule/run.js";
import { createToken } from "../../src/service/token/create.js";
import { orderWatch } from "../../src/service/watch/order.js";

const NOW = new Date("2026-03-01T00:00:00Z");
const OPERATOR: Actor = { name: "crm", role: "operator" };
const APPROVER: Actor = { name: "anna", role: "approver" };

/** Whatever a verb touches before it has looked at its rules fails, and not with their code. */
const only = <Context>(known: object) => ({ clock: () => NOW, ...known }) as unknown as Context;
const signal = new AbortController().signal;

test("neither a hold nor a token ends before it begins", async () => {
  const hold = { userId: "ada", ground: "e", owner: "Legal", reason: null, endsAt: NOW } as const;
  await expect(placeHold(hold, OPERATOR, only({}))).rejects.toMatchObject({ code: "INVALID" });
  const token = { name: "crm", role: "viewer", expiresAt: NOW } as const;
  await expect(createToken(token, OPERATOR, only({}))).rejects.toMatchObject({ code: "INVALID" });
});

test("whoever lets runs approve themselves must be an approver, and under four eyes nobody may", async () => {
  const fourEyes = only<never>({ settings: { fourEyes: true }, policies: noPolicies });
  const sweep = { kind: "sweep", policy: defaultPolicy, autoApply: true, ids: undefined } as const;
  const watch = { mode: "watch", onComeback: "scrub", autoApply: true } as const;
  await expect(orderRun(sweep, OPERATOR, fourEyes, signal)).rejects.toMatchObject({ code: "ROLE" });
  await expect(orderWatch(watch, OPERATOR, fourEyes, signal)).rejects.toMatchObject({ code: "ROLE" });
  await expect(orderRun(sweep, APPROVER, fourEyes, signal)).rejects.toMatchObject({ code: "FOUR_EYES" });
  await expect(orderWatch(watch, APPROVER, fourEyes, signal)).rejects.toMatchObject({ code: "FOUR_EYES" });

  const rule = { name: "nightly", cron: "0 2 * * *", timeZone: "UTC", kind: "sweep" } as const;
  const schedule = { ...rule, approval: "automatic", policy: { version: 1 } } as const;
  const two = only<never>({ settings: { fourEyes: false }, policies: noPolicies });
  await expect(addSchedule(schedule, OPERATOR, two)).rejects.toMatchObject({ code: "ROLE" });
  await expect(addSchedule(schedule, APPROVER, fourEyes)).rejects.toMatchObject({ code: "FOUR_EYES" });
  const schedules = { byName: async () => ({ approval: "automatic" }) };
  await expect(runSchedule("nightly", OPERATOR, only({ schedules }))).rejects.toMatchObject({ code: "ROLE" });
});

test("an erasure names its users, and a policy that wants a list gets one", async () => {
  const order = { policy: defaultPolicy, autoApply: false, ids: undefined };
  await expect(orderRun({ ...order, kind: "erasure" }, APPROVER, only({}), signal)).rejects.toThrow("whom");
  const policy = { ...defaultPolicy, select: { ...defaultPolicy.select, ids: { stdin: true } } } as const;
  const listed = { ...order, kind: "sweep", policy } as const;
  await expect(orderRun(listed, APPROVER, only({}), signal)).rejects.toThrow("whom");
});

test("a request is for this app, under a policy that there is, and was made in the last year", async () => {
  const context = only<never>({ appId: "app", policies: noPolicies });
  const asked = { userIds: ["ada"], emails: [], regulation: "gdpr", reason: null } as const;
  const order = (more: object) =>
    orderRequest(
      {
        ...asked,
        userIds: ["ada"],
        emails: [],
        app: undefined,
        receivedAt: undefined,
        policy: undefined,
        ...more,
      },
      OPERATOR,
      context,
    );
  const day = (days: number) => new Date(NOW.getTime() + days * 86_400_000);
  await expect(order({ app: "other" })).rejects.toMatchObject({ code: "UNKNOWN_APP" });
  await expect(order({ policy: "none" })).rejects.toMatchObject({ code: "UNKNOWN_POLICY" });
  for (const receivedAt of [day(1), day(-367)])
    await expect(order({ receivedAt })).rejects.toMatchObject({ code: "INVALID" });
});
