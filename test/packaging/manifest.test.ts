import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { packedManifest } from "../../packaging/manifest.js";
import manifest from "../../package.json" with { type: "json" };

const packed = JSON.parse(
  JSON.stringify(packedManifest(manifest, [{ name: "@electric-sql/pglite", version: "0.5.16" }])),
) as typeof manifest;

test("a consumer installs only what isn't in the program, in the version that it was built with", () => {
  expect(packed.dependencies).toEqual({ "@electric-sql/pglite": "0.5.16" });
});

test("the package can be published, and runs nothing where it is installed", () => {
  for (const key of ["private", "scripts", "devDependencies", "overrides"]) {
    expect(manifest).toHaveProperty(key);
    expect(packed).not.toHaveProperty(key);
  }
});

test("all else is what the repository's manifest says", () => {
  const { name, version, license, engines, bin, files, repository } = manifest;
  expect(packed).toMatchObject({ name, version, license, engines, bin, files, repository });
});

test("what the package is put together from gets into the build of the image", () => {
  const ignore = readFileSync(new URL("../../.dockerignore", import.meta.url), "utf8").split("\n");
  expect(manifest.files.filter((file) => file !== "dist" && !ignore.includes(`!${file}`))).toEqual([]);
});
