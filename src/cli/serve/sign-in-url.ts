import type { SignInLinkView } from "../../contracts/accounts.js";
import { findService } from "../api/find-service.js";
import type { Invocation } from "../invocation.js";
import { settingsOf } from "../input/settings.js";

const DEFAULT_PORT = 8080;

/** A link as a browser takes it, and whether the service's address in it is only what it would be by default. */
export async function signInUrl(
  { path, url }: SignInLinkView,
  invocation: Invocation,
): Promise<{ url: string; isGuess: boolean }> {
  if (url !== null) return { url, isGuess: false };
  const { databaseUrl, dataDir, port } = settingsOf(invocation);
  const service = databaseUrl === undefined ? await findService(dataDir) : undefined;
  const base = service?.url ?? `http://127.0.0.1:${port || DEFAULT_PORT}`;
  return { url: `${base}${path}`, isGuess: !service };
}
