import { Version } from "@cyclonedx/cyclonedx-library/Spec";
import { JsonStrictValidator } from "@cyclonedx/cyclonedx-library/Validation";
import { expect, test } from "vitest";
import { z } from "zod";
import { EXTERNAL } from "../../bundle.js";
import { packagesOf } from "../../packaging/packages.js";
import { sbom } from "../../packaging/sbom.js";
import manifest from "../../package.json" with { type: "json" };
import { packagesInProgram, readBuilt } from "./program.js";

const Sbom = z.looseObject({
  metadata: z.strictObject({ component: z.looseObject({ "bom-ref": z.string() }) }),
  components: z.array(
    z.looseObject({ group: z.string().optional(), name: z.string(), version: z.string(), purl: z.string() }),
  ),
  dependencies: z.array(z.looseObject({ ref: z.string(), dependsOn: z.array(z.string()).default([]) })),
});

const text = readBuilt("sbom.cdx.json");
const bom = Sbom.parse(JSON.parse(text));
const nameOf = new Map(
  bom.components.map(({ group, name, purl }) => [purl, group === undefined ? name : `${group}/${name}`]),
);

test("the bill of materials names every package in the program and beside it, and no other", () => {
  expect(new Set(nameOf.values())).toEqual(new Set([...packagesInProgram, ...EXTERNAL]));
});

test("each package has its version, license and SHA-512", () => {
  for (const { purl, ...component } of bom.components) {
    expect(component, purl).toMatchObject({
      version: expect.stringMatching(/^\d+\.\d+\.\d+/) as string,
      licenses: [expect.anything()],
      hashes: [{ alg: "SHA-512", content: expect.stringMatching(/^[0-9a-f]{128}$/) as string }],
    });
  }
});

test("it is valid CycloneDX 1.6", async () => {
  const validator = new JsonStrictValidator(Version.v1dot6);
  expect(await validator.validate(text)).toBeNull();
  expect(await validator.validate(text.replace('"type": "library"', '"type": "book"'))).not.toBeNull();
});

test("the same packages make the same bytes, whenever and in whatever order they are found", async () => {
  const inputs = Object.entries({
    "src/a.ts": { bytes: 1, imports: [imported("node_modules/pg/b.js"), imported("node_modules/hono/c.js")] },
    "node_modules/pg/b.js": { bytes: 1, imports: [imported("node_modules/pg-types/d.js")] },
  });
  const made = async (found: typeof inputs) =>
    sbom(manifest, await packagesOf(Object.fromEntries(found), ["node_modules/qr"]));
  expect(await made(inputs.toReversed())).toBe(await made(inputs));
  expect(bom).not.toHaveProperty("serialNumber");
});

test("package.json lists what the program imports under dependencies, and nothing else", () => {
  const root = bom.dependencies.find(({ ref }) => ref === bom.metadata.component["bom-ref"]);
  const direct = root?.dependsOn.map((purl) => nameOf.get(purl)) ?? [];
  expect(Object.keys(manifest.dependencies)).toEqual(direct.sort());
});

test("a package that is only there for development can't get into the program", async () => {
  const inputs = { "src/a.ts": { bytes: 1, imports: [imported("node_modules/vitest/dist/index.js")] } };
  await expect(packagesOf(inputs, [])).rejects.toThrow("node_modules/vitest is in the program");
});

function imported(path: string) {
  return { path, kind: "import-statement" as const };
}
