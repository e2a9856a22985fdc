import { ComponentScope, ComponentType, HashAlgorithm } from "@cyclonedx/cyclonedx-library/Enums";
import {
  Bom,
  Component,
  HashDictionary,
  LicenseExpression,
  Metadata,
  SpdxLicense,
} from "@cyclonedx/cyclonedx-library/Models";
import { JSON as Json, JsonSerializer } from "@cyclonedx/cyclonedx-library/Serialize";
import { isSupportedSpdxId } from "@cyclonedx/cyclonedx-library/SPDX";
import { Spec1dot6 } from "@cyclonedx/cyclonedx-library/Spec";
import type { Package, Packages } from "./packages.js";

export type Program = Pick<Package, "name" | "version" | "license">;

/**
 * The software bill of materials of a program: CycloneDX 1.6, https://cyclonedx.org/docs/1.6/json/.
 * It has neither time nor serial number, so that the same sources make the same bytes.
 */
export function sbom(program: Program, { all, imports }: Packages): string {
  const components = new Map(all.map((one) => [one.folder, component(one)]));
  const root = described(ComponentType.Application, program);
  for (const [from, to] of imports) {
    const { dependencies } = components.get(from) ?? root;
    for (const folder of to) dependencies.add(components.get(folder)!.bomRef);
  }
  const bom = new Bom({ metadata: new Metadata({ component: root }) });
  for (const one of components.values()) bom.components.add(one);
  const serializer = new JsonSerializer(new Json.Normalize.Factory(Spec1dot6));
  return `${serializer.serialize(bom, { sortLists: true, space: 2 })}\n`;
}

function component(one: Package): Component {
  const made = described(ComponentType.Library, one);
  const [algorithm, hash = ""] = one.integrity.split("-");
  if (algorithm !== "sha512") throw new Error(`the integrity of ${one.folder} isn't a SHA-512`);
  made.hashes = new HashDictionary([[HashAlgorithm["SHA-512"], Buffer.from(hash, "base64").toString("hex")]]);
  made.scope = ComponentScope.Required;
  return made;
}

function described(type: ComponentType, { name, version, license }: Program): Component {
  const [, group, own] = /^(?:(@[^/]+)\/)?(.+)$/.exec(name) ?? [];
  // https://github.com/package-url/purl-spec: the scope is a namespace, its @ is encoded.
  const purl = `pkg:npm/${name.replace("@", "%40")}@${version}`;
  const made = new Component(type, own ?? name, { version, purl, bomRef: purl });
  if (group !== undefined) made.group = group;
  made.licenses.add(isSupportedSpdxId(license) ? new SpdxLicense(license) : new LicenseExpression(license));
  return made;
}
