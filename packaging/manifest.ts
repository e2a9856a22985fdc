export interface Manifest {
  name: string;
  version: string;
  files: string[];
  dependencies: Record<string, string>;
  [other: string]: unknown;
}

/**
 * The manifest of the package, made of the repository's: it asks for nothing but what isn't in the program already.
 * @param external the packages that aren't: exactly the versions that the program was built with, so that its bill of
 *   materials says what a consumer has.
 */
export function packedManifest(manifest: Manifest, external: { name: string; version: string }[]): Manifest {
  return {
    ...manifest,
    dependencies: Object.fromEntries(external.map(({ name, version }) => [name, version])),
    // JSON leaves out what is undefined.
    private: undefined,
    scripts: undefined,
    devDependencies: undefined,
    overrides: undefined,
  };
}
