import { isIP } from "node:net";
import type { ServiceSettings } from "../config/config.js";
import { refused } from "./refusal.js";

const DEFAULT_PORTS: Record<string, string> = { "https:": "443", "http:": "80" };

/**
 * The address of a callback, if messages may be sent there: https, no user name, no fragment, a host of the
 * allow-list and never an IP address, however it is spelled. With `callbackInsecure` also http and IP addresses, but
 * still only those of the list. Where the host's name leads to is checked when connecting.
 * @throws {CALLBACK_REFUSED}
 */
export function checkTarget(
  address: string,
  { callbackHosts, callbackInsecure }: Pick<ServiceSettings, "callbackHosts" | "callbackInsecure">,
): URL {
  const url = checkUrl(address, callbackInsecure);
  if (!callbackHosts.some((entry) => allows(entry, url))) throw refused("HOST_NOT_ALLOWED");
  return url;
}

/**
 * The address of a webhook, if it is (still) in the settings. The operator has chosen it, so its host need not be on
 * the list of callbacks; all else is the same.
 * @throws {CALLBACK_REFUSED}
 */
export function checkWebhook(
  address: string,
  { webhookUrls, callbackInsecure }: Pick<ServiceSettings, "webhookUrls" | "callbackInsecure">,
): URL {
  if (!webhookUrls.includes(address)) throw refused("NOT_CONFIGURED");
  return checkUrl(address, callbackInsecure);
}

/** The parser of URLs has made one spelling of case, IDN, percent-encoding and decimal, octal or hexadecimal IPv4. */
function checkUrl(address: string, insecure: boolean): URL {
  if (!URL.canParse(address)) throw refused("NOT_A_URL");
  const url = new URL(address);
  if (url.protocol !== "https:" && !(insecure && url.protocol === "http:")) throw refused("NOT_HTTPS");
  if (url.username !== "" || url.password !== "") throw refused("USERINFO");
  if (url.hash !== "") throw refused("FRAGMENT");
  url.hostname = withoutRootDot(url.hostname);
  if (!insecure && isIP(url.hostname.replace(/^\[|\]$/g, "")) !== 0) throw refused("IP_LITERAL");
  return url;
}

/** @param entry `example.com` (only that), `*.example.com` (only below it), either with a `:port`. */
function allows(entry: string, url: URL): boolean {
  const isWildcard = entry.startsWith("*.");
  const named = `https://${isWildcard ? entry.slice(2) : entry}`;
  if (!URL.canParse(named)) return false;
  const { hostname, port } = new URL(named);
  const host = withoutRootDot(hostname);
  const matches = isWildcard ? isBelow(url.hostname, host) : url.hostname === host;
  const namesPort = /:\d+$/.test(entry);
  const allowedPort = namesPort ? port || "443" : DEFAULT_PORTS[url.protocol];
  return matches && (url.port || DEFAULT_PORTS[url.protocol]) === allowedPort;
}

function isBelow(host: string, domain: string): boolean {
  return host.endsWith(`.${domain}`) && host.length > domain.length + 1;
}

const withoutRootDot = (host: string): string => host.replace(/\.$/, "");
