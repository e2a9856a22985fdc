import { SignJWT } from "jose";
import { describe, expect, test } from "vitest";
import { startSandbox } from "../../src/sandbox/sandbox.js";
import { start } from "./support.js";
import { until } from "../support/until.js";

const SECRET = "sk_test_sandbox";

function token(
  claims: Record<string, unknown>,
  expiresAt: number | undefined,
  secret = SECRET,
  alg = "HS256",
) {
  const jwt = new SignJWT(claims).setProtectedHeader({ alg });
  if (expiresAt !== undefined) jwt.setExpirationTime(Math.floor(expiresAt / 1_000));
  return jwt.sign(
    new TextEncoder().encode(secret.padEnd(64, "\0").slice(0, alg === "HS256" ? secret.length : 64)),
  );
}

describe("access", () => {
  const app = { tokenType: "app", iss: "sandboxApp" };
  const soon = Date.now() + 30_000;

  test("the secret key and a short-lived app token are accepted", async () => {
    const harness = await start({ users: 1 });
    for (const key of [SECRET, await token(app, soon), await token(app, soon)]) {
      for (let again = 0; again < 2; again++) {
        expect(
          (await harness.call("GET", "/users", undefined, { authorization: `Bearer ${key}` })).status,
        ).toBe(200);
      }
    }
  });

  test("anything else is a 401", async () => {
    const harness = await start({ users: 1 });
    const wrong = {
      none: "",
      scheme: `Basic ${SECRET}`,
      empty: "Bearer ",
      key: "Bearer sk_test_other",
      "other secret": `Bearer ${await token(app, soon, "sk_test_other")}`,
      expired: `Bearer ${await token(app, Date.now() - 1_000)}`,
      endless: `Bearer ${await token(app, undefined)}`,
      "user token": `Bearer ${await token({ ...app, tokenType: "user", sub: "u" }, soon)}`,
      "other app": `Bearer ${await token({ ...app, iss: "other" }, soon)}`,
      "other algorithm": `Bearer ${await token(app, soon, SECRET, "HS512")}`,
      garbage: "Bearer a.b.c",
    };
    for (const [name, authorization] of Object.entries(wrong)) {
      const { status, json } = await harness.call("GET", "/users", undefined, { authorization });
      expect(status, name).toBe(401);
      expect(json.errorCode).toBe("UNAUTHORIZED");
    }
  });

  test("a token is refused once it has expired, though it was accepted before", async () => {
    const harness = await start({ users: 1 });
    const expiresAt = Math.ceil(Date.now() / 1_000) * 1_000 + 3_000;
    const headers = { authorization: `Bearer ${await token(app, expiresAt)}` };
    expect((await harness.call("GET", "/users", undefined, headers)).status).toBe(200);
    await until(
      "the token has expired",
      async () => (await harness.call("GET", "/users", undefined, headers)).status === 401,
    );
    expect(Date.now()).toBeGreaterThanOrEqual(expiresAt);
  });

  test("an app that is not there is a 404", async () => {
    const harness = await start({ users: 1 });
    const answer = await fetch(`${harness.sandbox.url}/v1/otherApp/users`, {
      headers: { authorization: `Bearer ${SECRET}` },
    });
    expect(answer.status).toBe(404);
    expect((await fetch(`${harness.sandbox.url}/v1`)).status).toBe(404);
  });

  test("what is not a GET must say that it is JSON, and be JSON", async () => {
    const harness = await start({ users: 0 });
    const authorization = `Bearer ${SECRET}`;
    const put = (headers: Record<string, string>, body: string) =>
      harness.call("PUT", "/users/u", body, { authorization, ...headers });
    expect((await put({}, '{"name":"n"}')).status).toBe(400);
    expect((await put({ "content-type": "text/plain" }, '{"name":"n"}')).status).toBe(400);
    expect((await put({ "content-type": "application/json" }, "{oops")).status).toBe(400);
    expect((await put({ "content-type": "application/json" }, "")).status).toBe(400);
    expect((await harness.call("GET", "/users/u")).status).toBe(404);
    expect((await put({ "content-type": "application/json; charset=utf-8" }, '{"name":"n"}')).status).toBe(
      200,
    );
  });
});

test("wrong options are named, all of them, before anything starts", async () => {
  const starting = startSandbox({ users: -1, port: 99_999, seed: 1.5 });
  await expect(starting).rejects.toMatchObject({ code: "SANDBOX_OPTION" });
  for (const option of ["users:", "port:", "seed:"]) await expect(starting).rejects.toThrow(option);
  await expect(startSandbox({ users: 1_000_001 })).rejects.toThrow("users");
});

test("closing twice is closing once, and the port is free again", async () => {
  const sandbox = await startSandbox({ users: 1 });
  await Promise.all([sandbox.close(), sandbox.close()]);
  const again = await startSandbox({ users: 1, port: Number(new URL(sandbox.url).port) });
  expect(again.url).toBe(sandbox.url);
  await again.close();
});
