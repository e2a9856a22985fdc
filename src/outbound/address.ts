import { isIP } from "node:net";
import ipaddr from "ipaddr.js";

/** Everything that the Internet routes so far (RFC 4291 § 2.4); the rest of IPv6 is local, special or unassigned. */
const GLOBAL_UNICAST = ipaddr.IPv6.parseCIDR("2000::/3");
/** A gateway turns these into the IPv4 address of their last 32 bits (RFC 6052 § 2.1). */
const NAT64 = ipaddr.IPv6.parseCIDR("64:ff9b::/96");
/** Azure's host agent: the one well-known metadata service that has a public address. */
const METADATA = new Set(["168.63.129.16"]);

/**
 * Whether an address as a resolver answers it belongs to the public Internet: not private, loopback, link-local,
 * carrier-grade NAT, multicast, reserved or a tunnel into any of these. Whatever isn't an address is not public.
 * @see https://www.iana.org/assignments/iana-ipv4-special-registry and iana-ipv6-special-registry
 */
export function isPublicAddress(address: string): boolean {
  // Stricter than the library, which also reads octal, hexadecimal and shortened spellings.
  return isIP(address) !== 0 && isPublic(ipaddr.parse(address));
}

function isPublic(address: ipaddr.IPv4 | ipaddr.IPv6): boolean {
  if (address instanceof ipaddr.IPv4) {
    return address.range() === "unicast" && !METADATA.has(address.toString());
  }
  if (address.zoneId !== undefined) return false;
  if (address.isIPv4MappedAddress()) return isPublic(address.toIPv4Address());
  if (address.match(NAT64)) return isPublic(new ipaddr.IPv4(address.toByteArray().slice(-4)));
  return address.range() === "unicast" && address.match(GLOBAL_UNICAST);
}
