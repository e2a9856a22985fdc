import { expect } from "vitest";
import { PEOPLE, type Role } from "./canary-people.js";
import { policyFor, type Stage } from "./canary-scenes.js";

/**
 * All that there is to be seen, beside what has ended: a request whose edit TalkJS puts off, one under a legal hold, one
 * that failed, and a run that waits for approval. Then these end too.
 */
export async function everythingSeen({ house, town, look, tour }: Stage): Promise<void> {
  const ask = async (role: Role) => {
    const { id: request } = await house.ask("POST /v1/requests", { body: { userId: PEOPLE[role].id } });
    return `/v1/requests/${request as string}`;
  };
  const hold = await house.ask("POST /v1/holds", {
    body: { userId: PEOPLE.waiting.id, ground: "e", owner: "Legal" },
  });
  const held = await ask("waiting");
  await house.reach(held, "held");
  await town.setFaults([{ kind: "poison", userId: PEOPLE["waiting-dsr"].id }]);
  const failed = await ask("waiting-dsr");
  await house.reach(failed, "failed");
  const { run } = await house.ask("POST /v1/runs", {
    body: { policy: policyFor("to-approve"), kind: "sweep" },
  });
  await house.reach(`/v1/runs/${run as number}`, "planned");
  await town.setFaults([{ kind: "429", retryAfter: 1, match: { method: "PUT" } }]);
  const underWay = await ask("under-way");
  await house.reach(underWay, "scrubbing");
  await look();
  await tour.everything();
  await look();
  expect((await house.ask(`GET ${underWay}`))["state"]).toBe("scrubbing");

  await town.setFaults([]);
  await house.ask(`POST /v1/holds/${hold["id"] as string}/lift`);
  await house.ask(`POST ${failed}/retry`);
  await house.ask(`POST /v1/runs/${run as number}/approve`);
  for (const request of [held, failed, underWay]) await house.reach(request, "completed");
  await house.reach(`/v1/runs/${run as number}`, "done");
}
