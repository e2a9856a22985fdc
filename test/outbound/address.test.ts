import { expect, test } from "vitest";
import { isPublicAddress } from "../../src/outbound/address.js";

const PUBLIC = [
  "8.8.8.8",
  "1.1.1.1",
  "93.184.215.14",
  "172.15.255.255",
  "172.32.0.1",
  "100.63.255.255",
  "100.128.0.1",
  "192.167.255.255",
  "223.255.255.255",
  "2606:4700:4700::1111",
  "2a00:1450:4001:81b::200e",
  "::ffff:8.8.8.8",
  "64:ff9b::808:808",
];

const OTHERS = {
  "this network": ["0.0.0.0", "0.1.2.3"],
  private: ["10.0.0.1", "10.255.255.255", "172.16.0.1", "172.31.255.255", "192.168.0.1", "192.168.255.255"],
  loopback: ["127.0.0.1", "127.255.255.254", "::1", "0:0:0:0:0:0:0:1"],
  "link-local and metadata": ["169.254.0.1", "169.254.169.254", "fe80::1", "febf::1", "fe80::1%eth0"],
  "metadata elsewhere": ["100.100.100.200", "192.0.0.192", "168.63.129.16", "fd00:ec2::254"],
  "carrier-grade NAT": ["100.64.0.1", "100.127.255.255"],
  multicast: ["224.0.0.1", "239.255.255.255", "ff02::1", "ff0e::1"],
  "reserved and documentation": [
    "192.0.2.1",
    "198.18.0.1",
    "198.19.255.255",
    "198.51.100.1",
    "203.0.113.1",
    "240.0.0.1",
    "255.255.255.255",
    "192.88.99.1",
    "2001:db8::1",
    "3fff::1",
    "100::1",
    "5f00::1",
  ],
  unspecified: ["::"],
  "unique local": ["fc00::1", "fdff:ffff::1"],
  "site-local, deprecated": ["fec0::1"],
  "IPv4 inside IPv6": [
    "::ffff:127.0.0.1",
    "::ffff:7f00:1",
    "::ffff:10.0.0.1",
    "::ffff:169.254.169.254",
    "::127.0.0.1",
    "::7f00:1",
    "::ffff:0:7f00:1",
    "64:ff9b::127.0.0.1",
    "64:ff9b::a00:1",
    "64:ff9b::a9fe:a9fe",
    "64:ff9b:1::808:808",
  ],
  tunnels: ["2002:7f00:1::", "2002:c0a8:1::1", "2001:0:4136:e378:8000:63bf:3fff:fdd2", "2001:3::1"],
  "not assigned": ["4000::1", "1::1"],
  "no address": [
    "",
    "localhost",
    "010.0.0.1",
    "0x7f.1",
    "2130706433",
    "127.1",
    "8.8.8.8 ",
    "8.8.8.8:80",
    "[::1]",
  ],
};

test.each(PUBLIC)("%s is public", (address) => {
  expect(isPublicAddress(address)).toBe(true);
});

test.each(Object.entries(OTHERS).flatMap(([kind, all]) => all.map((address) => [address, kind])))(
  "'%s' (%s) is not public",
  (address) => {
    expect(isPublicAddress(address)).toBe(false);
  },
);
