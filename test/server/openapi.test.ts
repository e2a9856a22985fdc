import { readdirSync } from "node:fs";
import { expect, test } from "vitest";
import type { Operation } from "../../src/contracts/operation.js";
import { openSigner } from "../../src/opendsr/signer.js";
import { operationsOf, type ApiDocument } from "../../src/server/reference/openapi.js";
import { makeCertificate } from "../opendsr/certificate.js";
import { describePostgres } from "../support/ledger.js";
import { bearer, OWNER_TOKEN, apiHarness, type ApiHarness } from "./api-harness.js";

const OPEN = /^\/log\/|^\/(opendsr\/v2|v1)\/(discovery|certificate\.pem)$/;

describePostgres("the document of the API", (on) => {
  const setUp = async () => {
    const opendsr = await openSigner(await makeCertificate(), new Date(Date.now() + 1_000));
    return apiHarness(on.app(), { opendsr });
  };
  const documentOf = async ({ api }: ApiHarness) => {
    const answer = await api.request("/v1/openapi.json");
    expect(answer.status).toBe(200);
    return (await answer.json()) as ApiDocument;
  };

  test("describes every route: what it is for, who may call it, what it takes and answers", async () => {
    const document = await documentOf(await setUp());
    expect(document.openapi).toBe("3.1.0");
    const operations = operationsOf(document);
    expect(operations.map(({ path }) => path)).toEqual(expect.arrayContaining(["/v1/tokens"]));
    for (const { path, method, operation } of operations) {
      const name = `${method} ${path}`;
      expect(operation.summary, name).toMatch(/^[A-Z].*[^.]$/);
      expect(operation.tags, name).toHaveLength(1);
      const success = Object.keys(operation.responses as object).filter((status) => /^2/.test(status));
      expect(success, name).toHaveLength(1);
      if (OPEN.test(path)) continue;
      expect(operation.security, name).toEqual([{ token: [] }]);
      expect(operation["x-role"], name).toMatch(/^(viewer|operator|approver|owner)$/);
      expect(Object.keys(operation.responses as object), name).toEqual(
        expect.arrayContaining(["401", "403", "429"]),
      );
    }
    const ids = operations.map(({ operation }) => operation.operationId);
    expect(new Set(ids).size).toBe(ids.length);
  });

  test("has every operation that a contract declares", async () => {
    const document = await documentOf(await setUp());
    const served = operationsOf(document).map(({ method, path }) => `${method} ${path}`);
    const folder = new URL("../../src/contracts/", import.meta.url);
    const declared: string[] = [];
    for (const file of readdirSync(folder)) {
      const contract = (await import(new URL(file, folder).href)) as Record<string, unknown>;
      for (const value of Object.values(contract)) {
        const { method, path, role } = (value ?? {}) as Partial<Operation>;
        if (method && path && role) declared.push(`${method} ${path}`);
      }
    }
    expect(declared.length).toBeGreaterThan(50);
    expect(served).toEqual(expect.arrayContaining(declared));
  });

  test("refers only to schemas that it has, and names people in no address", async () => {
    const document = await documentOf(await setUp());
    const refs = [...JSON.stringify(document).matchAll(/"#\/components\/schemas\/([^"]+)"/g)];
    for (const [, name] of refs) expect(document.components?.schemas).toHaveProperty(name ?? "");
    const inAddresses = operationsOf(document).flatMap(({ path, operation }) => [
      path,
      ...((operation.parameters ?? []) as { name: string }[]).map(({ name }) => name),
    ]);
    expect(inAddresses.filter((name) => /user|email/i.test(name))).toEqual([]);
  });

  test("no route is open to a caller without a token but those that say so", async () => {
    const here = await setUp();
    for (const { path, method } of operationsOf(await documentOf(here))) {
      if (OPEN.test(path)) continue;
      const { status } = await here.api.request(path.replaceAll(/{\w+}/g, "1"), {
        method: method.toUpperCase(),
      });
      expect([401, 429], `${method} ${path}`).toContain(status);
    }
  });

  test("is a page for people too, without scripts and anything from elsewhere", async () => {
    const here = await setUp();
    const answer = await here.api.request("/v1/docs");
    expect(answer.headers.get("content-type")).toMatch(/^text\/html/);
    const policy = answer.headers.get("content-security-policy");
    expect(policy).toContain("default-src 'none'; style-src 'self'");
    const page = await answer.text();
    expect(page).not.toMatch(/<script|javascript:|style="|https?:\/\//);
    const ids = new Set([...page.matchAll(/ id="([^"]+)"/g)].map(([, id]) => id));
    const links = [...page.matchAll(/href="#([^"]+)"/g)].map(([, id]) => id ?? "");
    expect(links.filter((id) => !ids.has(id))).toEqual([]);
    for (const { operation } of operationsOf(await documentOf(here))) {
      expect(page).toContain(`id="${operation.operationId}"`);
    }
    const style = await here.api.request("/v1/docs/style.css");
    expect([style.status, style.headers.get("content-type")]).toEqual([200, "text/css; charset=utf-8"]);
  });

  test("it is the same for everybody", async () => {
    const here = await setUp();
    const asOwner = await here.api.request("/v1/openapi.json", { headers: bearer(OWNER_TOKEN) });
    expect(await asOwner.json()).toEqual(await documentOf(here));
  });
});
