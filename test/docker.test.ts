import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { parse } from "yaml";
import { z } from "zod";
import { loadConfig } from "../src/config/config.js";
import { EnvironmentSchema } from "../src/config/environment.js";

const Service = z.looseObject({
  ports: z.array(z.string()).default([]),
  environment: z.record(z.string(), z.string()).default({}),
  command: z.array(z.string()).default([]),
  networks: z.array(z.string()),
  read_only: z.boolean().optional(),
  cap_drop: z.array(z.string()).optional(),
  security_opt: z.array(z.string()).optional(),
  healthcheck: z.looseObject({ test: z.array(z.string()) }).optional(),
  restart: z.string(),
  stop_grace_period: z.string(),
  profiles: z.array(z.string()).default([]),
  container_name: z.string().optional(),
});
const Compose = z.looseObject({
  services: z.record(z.string(), Service),
  networks: z.record(z.string(), z.looseObject({ internal: z.boolean().optional() })),
});

const read = (path: string) => readFileSync(new URL(`../${path}`, import.meta.url), "utf8");
const compose = Compose.parse(parse(read("docker-compose.yml"), { merge: true }));
const services = Object.entries(compose.services);
const settings = new Set([...read(".env.example").matchAll(/^#?([A-Z_]+)=/gm)].map(([, name]) => name));

test.each(services)("the service %s publishes no port beyond loopback", (_, service) => {
  for (const port of service.ports) expect(port).toMatch(/^127\.0\.0\.1:/);
});

test.each(services)("the service %s has no right that it doesn't need", (_, service) => {
  expect(service).toMatchObject({ read_only: true, cap_drop: ["ALL"], stop_grace_period: "30s" });
  expect(service.security_opt).toContain("no-new-privileges:true");
});

test("Redis and PostgreSQL are on a network without a way out, and on no other", () => {
  expect(compose.networks["stores"]?.internal).toBe(true);
  expect(compose.services["redis"]?.networks).toEqual(["stores"]);
  expect(compose.services["postgres"]?.networks).toEqual(["stores"]);
});

test("every service that stays up has a health check and comes back by itself", () => {
  for (const [, service] of services.filter(([, { profiles }]) => profiles.length === 0)) {
    expect(service.healthcheck).toBeDefined();
    expect(service.restart).toBe("unless-stopped");
  }
});

test("workers can be scaled: nothing ties one to a name or a port of the machine", () => {
  expect(compose.services["worker"]).toMatchObject({ command: ["worker"], ports: [] });
  expect(compose.services["worker"]?.container_name).toBeUndefined();
});

test("no secret has a default: a missing one stops docker compose, or leaves out what it is for", () => {
  const secrets = [...read("docker-compose.yml").matchAll(/\$\{(\w*(?:PASSWORD|SECRET|KEY)\w*)([^}]*)\}/g)];
  const required = secrets.filter(([, , rest = ""]) => /^:\?.+/.test(rest));
  expect(new Set(required.map(([, name]) => name))).toEqual(
    new Set(["TALKJS_SECRET_KEY", "SCRUBJAY_PSEUDONYM_KEY", "REDIS_PASSWORD", "POSTGRES_PASSWORD"]),
  );
  const optional = secrets.filter((secret) => !required.includes(secret));
  expect(optional.map(([, name]) => name)).toEqual(["SCRUBJAY_WEBHOOK_SECRET", "SCRUBJAY_OPENDSR_KEY_FILE"]);
  for (const [, , rest] of optional) expect(rest).toBe(":-");
});

test("the API is published to this machine only", () => {
  expect(compose.services["serve"]).toMatchObject({ command: ["serve"], ports: ["127.0.0.1:8080:8080"] });
});

test("a secret reaches a service through its environment only, never through its command line", () => {
  for (const [, { command }] of services) expect(command.join(" ")).not.toMatch(/(?<!\$)\$\{?\w+/);
});

test("everything that docker compose asks for is explained in .env.example", () => {
  const asked = [...read("docker-compose.yml").matchAll(/(?<!\$)\$\{(\w+)/g)].map(([, name]) => name);
  expect(asked.filter((name) => !settings.has(name))).toEqual([]);
});

test("every setting that the program reads is explained in .env.example, with its default", async () => {
  expect(Object.keys(EnvironmentSchema.shape).filter((name) => !settings.has(name))).toEqual([]);
  const defaults = [...read(".env.example").matchAll(/^#([A-Z_]+=.+)$/gm)].map(([, line = ""]) =>
    line.split("="),
  );
  // Which level is meant when none is set depends on the command: `info` for those that stay up.
  const written = loadConfig({ ...Object.fromEntries(defaults), LOG_LEVEL: "" } as Record<string, string>);
  expect(written).toEqual(loadConfig({}));
});

test("the image runs as an ordinary user and takes in only what is listed", () => {
  expect(read("Dockerfile")).toMatch(
    /\nUSER node\n(?:#.*\n)*ENTRYPOINT \["node", "\/app\/dist\/scrubjay\.js"\]/,
  );
  expect(
    read(".dockerignore")
      .split("\n")
      .filter((line) => line !== "" && !line.startsWith("#"))[0],
  ).toBe("*");
});
