import { chmod, open, readFile, rename, rm } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";

/** Where the service of a data folder is, for commands of the same user on the same machine. */
const ServiceFileSchema = z.object({
  /** On loopback. */
  url: z.url(),
  /** Lets its owner do everything, and is valid until the service ends. */
  token: z.string().min(1),
  /** Of the claim on the folder (holder.json): a file that a killed service left counts for nothing. */
  holder: z.string(),
});

export type ServiceFile = z.infer<typeof ServiceFileSchema>;

const pathIn = (dataDir: string) => join(dataDir, "service.json");

/** Undefined when there is none that can be read. */
export async function readServiceFile(dataDir: string): Promise<ServiceFile | undefined> {
  const text = await readFile(pathIn(dataDir), "utf8").catch(() => "null");
  try {
    return ServiceFileSchema.parse(JSON.parse(text));
  } catch {
    return undefined;
  }
}

/** Written whole or not at all, for its owner's eyes only. The folder is locked by the caller. */
export async function writeServiceFile(dataDir: string, service: ServiceFile): Promise<void> {
  const draft = `${pathIn(dataDir)}.draft`;
  const file = await open(draft, "w", 0o600);
  try {
    // A draft that was left there keeps the mode that it had.
    await chmod(draft, 0o600);
    await file.writeFile(JSON.stringify(service));
  } finally {
    await file.close();
  }
  await rename(draft, pathIn(dataDir));
}

export async function removeServiceFile(dataDir: string): Promise<void> {
  await rm(pathIn(dataDir), { force: true });
}
