import { VerifierKey } from "../audit/verifier-key.js";
import type { Log } from "../ledger/log/logs.js";
import type { RegisteredKey } from "../ledger/evidence/signing-keys.js";
import type { Finding } from "./findings.js";
import type { LogContext } from "./log-context.js";

/** Which keys may have signed a log. */
export interface LogKeys {
  /** Registered ones, this process's and those that were named. */
  trusted: VerifierKey[];
  /** Only those that were named: they came from outside the database. */
  pinned: VerifierKey[];
}

/**
 * The keys of a log, held against each other: what the ledger has registered, what this process signs with, and what
 * the caller knows from elsewhere. Whoever can write to the database can register a key, but not record that it was.
 * @param tell gets what doesn't fit.
 */
export async function logKeys(
  context: LogContext,
  log: Log,
  named: readonly VerifierKey[],
  report: (finding: Finding) => void,
): Promise<LogKeys> {
  const say = (message: string) => report({ kind: "key", log: log.origin, index: null, row: null, message });
  const rows = await context.signingKeys.all(log.id);
  const registered = rows.flatMap((row) => keyOf(row, log) ?? []);
  for (const row of rows)
    if (!keyOf(row, log))
      say(`The registered signing key ${row.keyId} is no key of this log: it was changed.`);
  const own = VerifierKey.parse(context.signingKey(log.origin).vkey);
  const current = rows.find(({ retiredAt }) => retiredAt === null);
  if (log.closedAt === null && current?.keyId !== own.keyId)
    say(
      `The ledger says that the log is signed with key ${current?.keyId ?? "none"}, and this process has key ${own.keyId}.`,
    );
  for (const { keyId } of rows.slice(1)) {
    if (keyId === own.keyId || (await context.actions.of("keys.rotated", keyId)).length > 0) continue;
    say(`Signing key ${keyId} was registered, and no rotation of keys is recorded that did it.`);
  }
  const pinned = named.filter(({ name }) => name === log.origin);
  for (const { keyId } of pinned)
    if (![...registered, own].some((key) => key.keyId === keyId))
      say(`The verifier key ${keyId} that you gave isn't registered with this log.`);
  return { trusted: [...registered, own, ...pinned], pinned };
}

function keyOf({ keyId, verifierKey }: RegisteredKey, { origin }: Log): VerifierKey | undefined {
  try {
    const key = VerifierKey.parse(verifierKey);
    return key.name === origin && key.keyId === keyId ? key : undefined;
  } catch {
    return undefined;
  }
}
