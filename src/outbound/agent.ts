import type { LookupAddress } from "node:dns";
import { lookup } from "node:dns/promises";
import type { LookupFunction } from "node:net";
import { Agent } from "undici";
import { isPublicAddress } from "./address.js";
import { refused } from "./refusal.js";

const CONNECT_MS = 5_000;

/** Every address of a host. */
export type Resolve = (host: string) => Promise<LookupAddress[]>;

const resolveAll: Resolve = (host) => lookup(host, { all: true });

export interface AgentOptions {
  /** For rehearsals: private addresses too. */
  insecure: boolean;
  resolve?: Resolve;
}

/**
 * Connects to public addresses only. The check is part of connecting, so what was checked is what is connected to: a
 * name can't answer a public address first and a private one afterwards. It follows no redirect, keeps no cookie and
 * no connection, and takes no proxy from the environment.
 */
export function guardedAgent({ insecure, resolve = resolveAll }: AgentOptions): Agent {
  return new Agent({
    connect: { timeout: CONNECT_MS, lookup: guarded(resolve, insecure) },
    // 0: a connection for each message, so each is checked.
    pipelining: 0,
  });
}

/** Refuses a host as a whole when one of its addresses is not public: which of them is used is left to chance. */
function guarded(resolve: Resolve, insecure: boolean): LookupFunction {
  return (host, options, callback) => {
    resolve(host).then(
      (found) => {
        const [first] = found;
        const isRefused = !insecure && !found.every(({ address }) => isPublicAddress(address));
        if (!first || isRefused) callback(refused("PRIVATE_ADDRESS"), "");
        else if (options.all) callback(null, found);
        else callback(null, first.address, first.family);
      },
      (error: NodeJS.ErrnoException) => callback(error, ""),
    );
  };
}
