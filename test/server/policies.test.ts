import { expect, test } from "vitest";
import { describePolicy } from "../../src/policy/describe.js";
import { defaultPolicy, type Policy } from "../../src/policy/policy.js";
import type { PoliciesView } from "../../src/contracts/policies.js";
import type { RequestView } from "../../src/contracts/requests.js";
import { policy, appHarness } from "../jobs/app-harness.js";
import { describePostgres } from "../support/ledger.js";
import { apiCaller } from "./api-caller.js";

const kept = policy(
  "select: { all: true }\nscrub: { role: keep }\ngrounds: { role: routing }\nexclude: { ids: [ada-canary] }",
);
const listed = policy("select: { ids: { stdin: true } }");
const files = new Map<string, Policy>([
  ["kept", kept],
  ["listed", listed],
]);

describePostgres("the policies of a service over HTTP", (on) => {
  const open = async (erasure: Policy) => {
    const policies = { get: (name: string) => files.get(name), names: () => [...files.keys()], erasure };
    return apiCaller(await appHarness(on), policies);
  };

  test("are told in words, sentence by sentence as a command tells them, and name nobody", async () => {
    const call = await open(kept);
    const { status, body, text } = await call<PoliciesView>("GET /v1/policies");
    expect(status).toBe(200);
    expect(body.erasure.name).toBe("kept");
    expect(body.policies.map(({ name, listed }) => [name, listed])).toEqual([
      ["kept", false],
      ["listed", true],
    ]);
    const [first] = body.policies;
    expect(Object.values(first?.words ?? {}).flat()).toEqual(describePolicy(kept));
    expect(first?.words.grounds).toEqual(["The role is kept because: routing"]);
    expect(text).not.toContain("canary");
    expect((await call("GET /v1/policies", { as: "viewer" })).body["code"]).toBe("ROLE");
  });

  test("have the digest that requests under them have", async () => {
    const call = await open(kept);
    const { body } = await call<PoliciesView>("GET /v1/policies");
    const made = await call<RequestView>("POST /v1/requests", { json: { userId: "a" } });
    expect(made.body.policyDigest).toBe(body.erasure.digest);
    const builtIn = await (await open(defaultPolicy))<PoliciesView>("GET /v1/policies");
    expect(builtIn.body.erasure.name).toBeNull();
  });
});
