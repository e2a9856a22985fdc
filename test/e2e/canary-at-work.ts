import { expect } from "vitest";
import { PEOPLE, type Role } from "./canary-people.js";
import { policyFor, type ScenarioContext } from "./canary-scenarios.js";

/**
 * All that there is to be seen, beside what has ended: a request whose edit TalkJS puts off, one under a legal hold, one
 * that failed, and a run that waits for approval. Then these end too.
 */
export async function everythingSeen({
  service,
  sandbox,
  checkTraces,
  crawl,
}: ScenarioContext): Promise<void> {
  const ask = async (role: Role) => {
    const { id: request } = await service.ask("POST /v1/requests", { body: { userId: PEOPLE[role].id } });
    return `/v1/requests/${request as string}`;
  };
  const hold = await service.ask("POST /v1/holds", {
    body: { userId: PEOPLE.waiting.id, ground: "e", owner: "Legal" },
  });
  const held = await ask("waiting");
  await service.reach(held, "held");
  await sandbox.setFaults([{ kind: "poison", userId: PEOPLE["waiting-dsr"].id }]);
  const failed = await ask("waiting-dsr");
  await service.reach(failed, "failed");
  const { run } = await service.ask("POST /v1/runs", {
    body: { policy: policyFor("to-approve"), kind: "sweep" },
  });
  await service.reach(`/v1/runs/${run as number}`, "planned");
  await sandbox.setFaults([{ kind: "429", retryAfter: 1, match: { method: "PUT" } }]);
  const underWay = await ask("under-way");
  await service.reach(underWay, "scrubbing");
  await checkTraces();
  await crawl.everything();
  await checkTraces();
  expect((await service.ask(`GET ${underWay}`))["state"]).toBe("scrubbing");

  await sandbox.setFaults([]);
  await service.ask(`POST /v1/holds/${hold["id"] as string}/lift`);
  await service.ask(`POST ${failed}/retry`);
  await service.ask(`POST /v1/runs/${run as number}/approve`);
  for (const request of [held, failed, underWay]) await service.reach(request, "completed");
  await service.reach(`/v1/runs/${run as number}`, "done");
}
