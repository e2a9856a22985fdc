import { readFile } from "node:fs/promises";

/** What `package-lock.json` says of a folder under `node_modules`. */
export interface Locked {
  version: string;
  /** An SPDX expression. */
  license: string;
  /** `sha512-` and the SHA-512 of the package's archive in base64. */
  integrity: string;
  /** Nothing that stands under `dependencies` needs it. */
  dev?: true;
  dependencies?: Record<string, string>;
}

/** @throws when it doesn't say all of a folder. */
export async function readLock(): Promise<(folder: string) => Locked> {
  const text = await readFile("package-lock.json", "utf8");
  const { packages } = JSON.parse(text) as { packages: Record<string, Partial<Locked>> };
  return (folder) => {
    const { version, license, integrity, ...rest } = packages[folder] ?? {};
    if (version === undefined || license === undefined || integrity === undefined) {
      throw new Error(`package-lock.json doesn't say version, license and integrity of ${folder}`);
    }
    return { version, license, integrity, ...rest };
  };
}
