import { expect, test } from "vitest";
import { NEWEST_API_VERSION } from "../../src/sandbox/api/api-version.js";
import { start, type SandboxHarness } from "./support.js";

const asking = (key: string, version: string) => ({
  authorization: `Bearer ${key}`,
  "content-type": "application/json",
  "talkjs-rest-version": version,
});

test("the version that is asked for decides whether left conversations stay, and what somebody unknown has", async () => {
  const harness = await start({ users: 0 });
  const call: SandboxHarness["call"] = (...sent) => harness.call(...sent);
  const as = (version: string) => asking(harness.sandbox.secretKey, version);
  const listed = async (version: string, id = "ann") => {
    const { status, json } = await call("GET", `/users/${id}/conversations`, undefined, as(version));
    return status === 200 ? json.data.length : status;
  };
  await call("PUT", "/users/ann", { name: "Ann" });
  await call("PUT", "/conversations/c", { participants: ["ann"] });
  expect([await listed("2021-02-09"), await listed(NEWEST_API_VERSION)]).toEqual([1, 1]);
  await call("DELETE", "/conversations/c/participants/ann");
  expect(
    await Promise.all(["2021-02-09", "2021-07-30", NEWEST_API_VERSION].map((one) => listed(one))),
  ).toEqual([1, 0, 0]);
  expect([await listed("2021-07-30", "nobody"), await listed(NEWEST_API_VERSION, "nobody")]).toEqual([
    0, 404,
  ]);
});

test("whoever only lost their access keeps the conversation in their list", async () => {
  const harness = await start({ users: 0 });
  const call: SandboxHarness["call"] = (...sent) => harness.call(...sent);
  await call("PUT", "/users/ann", { name: "Ann" });
  await call("PUT", "/conversations/c", { participants: ["ann"] });
  await call("PATCH", "/conversations/c/participants/ann", { access: "None" });
  expect((await call("GET", "/users/ann/conversations")).json.data).toHaveLength(1);
});

test("a version that there isn't is refused, in a batch for its operation alone", async () => {
  const harness = await start({ users: 0 });
  const call: SandboxHarness["call"] = (...sent) => harness.call(...sent);
  const future = asking(harness.sandbox.secretKey, "2099-01-01");
  expect((await call("GET", "/users", undefined, future)).status).toBe(400);
  const operations = [
    [1, "GET", "/users", {}, { api_version: "2099-01-01" }],
    [2, "GET", "/users", {}, { api_version: NEWEST_API_VERSION }],
  ];
  const { json } = await call("POST", "/batch", operations);
  const statuses = Object.fromEntries(
    (json as unknown as [number, number][]).map(([seq, status]) => [seq, status]),
  );
  expect(statuses).toEqual({ 1: 400, 2: 200 });
});

test("lists of conversations can be sorted from 2021-02-09 on, and before are newest first by creation", async () => {
  const harness = await start({ users: 0 });
  const call: SandboxHarness["call"] = (...sent) => harness.call(...sent);
  const as = (version: string) => asking(harness.sandbox.secretKey, version);
  await call("PUT", "/users/ann", { name: "Ann" });
  for (const id of ["old", "new"]) {
    await call("PUT", `/conversations/${id}`, { participants: ["ann"] });
    await new Promise((resolve) => setTimeout(resolve, 2));
  }
  await call("POST", "/conversations/old/messages", [{ type: "UserMessage", sender: "ann", text: "hi" }]);
  for (const path of ["/users/ann/conversations", "/conversations"]) {
    const listed = async (version: string, query = "") => {
      const { status, json } = await call("GET", `${path}${query}`, undefined, as(version));
      return status === 200 ? json.data.map(({ id }) => id).join() : status;
    };
    expect(await listed("2021-02-08")).toBe("new,old");
    expect(await listed("2021-02-09")).toBe("old,new");
    expect(await listed("2021-02-09", "?orderBy=createdAt&orderDirection=ASC")).toBe("old,new");
    expect(await listed("2021-02-09", "?offsetTs=1")).toBe("");
    for (const query of ["?orderBy=createdAt", "?orderDirection=ASC", "?offsetTs=1"])
      expect(await listed("2021-02-08", query)).toBe(400);
  }
});

test("the app's own version is an option, and counts where a request asks for none", async () => {
  const harness = await start({ users: 0, apiVersion: "2021-02-09" });
  expect((await harness.call("GET", "/users/nobody/conversations")).json.data).toEqual([]);
  const newest = asking(harness.sandbox.secretKey, NEWEST_API_VERSION);
  expect((await harness.call("GET", "/users/nobody/conversations", undefined, newest)).status).toBe(404);
});
