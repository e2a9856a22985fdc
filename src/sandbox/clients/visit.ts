import { createHmac } from "node:crypto";
import { Connection, type Status } from "./connection.js";
import type { OldPage } from "./old-data.js";

/** Where pages find TalkJS. */
export interface Address {
  /** Such as `http://127.0.0.1:4777`. */
  url: string;
  appId: string;
  secretKey: string;
}

const SIGN_IN_MS = 10_000;
const enc = encodeURIComponent;

/**
 * One visit of a browser: it signs in and writes what the page hands over, itself and, as the classic SDK does, the other people
 * of its conversations. @returns the status of each write; 0 where none came.
 */
export async function visit(
  { url, appId, secretKey }: Address,
  { me, partners, conversations }: OldPage,
  signal: AbortSignal,
): Promise<Status[]> {
  const signature = createHmac("sha256", secretKey).update(me.id).digest("hex");
  const within = AbortSignal.any([signal, AbortSignal.timeout(SIGN_IN_MS)]);
  const signedIn = await fetch(`${url}/api/v0/${enc(appId)}/bokens/${enc(me.id)}?signature=${signature}`, {
    signal: within,
  });
  const { boken } = (await signedIn.json()) as { boken?: string };
  if (boken === undefined) return [signedIn.status];
  const socket = `${url.replace(/^http/, "ws")}/public_api/v1/${enc(appId)}/realtime/${enc(me.id)}`;
  const connection = await Connection.open(socket, signal);
  try {
    const welcome = await connection.call("POST", "/session/renew", { token: boken });
    if (welcome !== 200) return [welcome];
    const statuses = [await connection.call("PUT", `/users/${enc(me.id)}`, me.fields)];
    for (const { id, fields } of partners)
      statuses.push(await connection.call("PUT", `/users/${enc(id)}`, fields));
    for (const { id, subject } of conversations) {
      const path = `/conversations/${enc(id)}`;
      statuses.push(await connection.call("PUT", path, subject === null ? {} : { subject }));
    }
    return statuses;
  } finally {
    connection.close();
  }
}
