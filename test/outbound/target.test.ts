import { describe, expect, test } from "vitest";
import { isFailure } from "../../src/base/errors.js";
import { refused, type Refusal } from "../../src/outbound/refusal.js";
import { checkTarget, checkWebhook } from "../../src/outbound/target.js";

const strict = {
  callbackHosts: [
    "hooks.example.com",
    "*.partner.test",
    "Odd.example:8443",
    "bücher.example",
    "example.org.",
  ],
  callbackInsecure: false,
};

function refusal(check: () => URL): string | undefined {
  try {
    check();
  } catch (error) {
    if (isFailure(error, "CALLBACK_REFUSED")) return error.facts.reason;
    throw error;
  }
  return undefined;
}

describe("A callback may go to", () => {
  test.each([
    ["https://hooks.example.com/done?id=1", "https://hooks.example.com/done?id=1"],
    ["HTTPS://HOOKS.EXAMPLE.COM/", "https://hooks.example.com/"],
    ["https://hooks.example.com:443/", "https://hooks.example.com/"],
    ["https://hooks.example.com./", "https://hooks.example.com/"],
    ["https://a.partner.test/", "https://a.partner.test/"],
    ["https://a.b.partner.test/", "https://a.b.partner.test/"],
    ["https://odd.example:8443/", "https://odd.example:8443/"],
    ["https://BÜCHER.example/", "https://xn--bcher-kva.example/"],
    ["https://xn--bcher-kva.example/", "https://xn--bcher-kva.example/"],
    ["https://example.org/", "https://example.org/"],
    ["https://ｅxample.org/", "https://example.org/"],
  ])("%s", (address, normal) => {
    expect(checkTarget(address, strict).href).toBe(normal);
  });
});

describe("A callback may not go to", () => {
  test.each<[string, Refusal]>([
    ["", "NOT_A_URL"],
    ["hooks.example.com", "NOT_A_URL"],
    ["https://", "NOT_A_URL"],
    ["https://[fe80::1%25eth0]/", "NOT_A_URL"],
    ["https://hooks.example.com:99999/", "NOT_A_URL"],
    ["http://hooks.example.com/", "NOT_HTTPS"],
    ["ftp://hooks.example.com/", "NOT_HTTPS"],
    ["file:///etc/passwd", "NOT_HTTPS"],
    ["gopher://hooks.example.com/", "NOT_HTTPS"],
    ["javascript:alert(1)", "NOT_HTTPS"],
    ["https://user@hooks.example.com/", "USERINFO"],
    ["https://:secret@hooks.example.com/", "USERINFO"],
    ["https://hooks.example.com@evil.test/", "USERINFO"],
    ["https://hooks.example.com/#@evil.test", "FRAGMENT"],
    ["https://127.0.0.1/", "IP_LITERAL"],
    ["https://127.0.0.1./", "IP_LITERAL"],
    ["https://8.8.8.8/", "IP_LITERAL"],
    ["https://2130706433/", "IP_LITERAL"],
    ["https://0x7f000001/", "IP_LITERAL"],
    ["https://0177.0.0.1/", "IP_LITERAL"],
    ["https://127.1/", "IP_LITERAL"],
    ["https://①②⑦.0.0.1/", "IP_LITERAL"],
    ["https://%31%32%37.0.0.1/", "IP_LITERAL"],
    ["https://[::1]/", "IP_LITERAL"],
    ["https://[::ffff:127.0.0.1]/", "IP_LITERAL"],
    ["https://[2606:4700:4700::1111]/", "IP_LITERAL"],
    ["https://evil.test/", "HOST_NOT_ALLOWED"],
    ["https://localhost/", "HOST_NOT_ALLOWED"],
    ["https://hooks.example.com.evil.test/", "HOST_NOT_ALLOWED"],
    ["https://xhooks.example.com/", "HOST_NOT_ALLOWED"],
    ["https://sub.hooks.example.com/", "HOST_NOT_ALLOWED"],
    ["https://partner.test/", "HOST_NOT_ALLOWED"],
    ["https://.partner.test/", "HOST_NOT_ALLOWED"],
    ["https://notpartner.test/", "HOST_NOT_ALLOWED"],
    ["https://hooks.example.com:8443/", "HOST_NOT_ALLOWED"],
    ["https://odd.example/", "HOST_NOT_ALLOWED"],
    ["https://hooks.example.com../", "HOST_NOT_ALLOWED"],
    ["https:\\\\evil.test\\@hooks.example.com", "HOST_NOT_ALLOWED"],
  ])("'%s' (%s)", (address, reason) => {
    expect(refusal(() => checkTarget(address, strict))).toBe(reason);
  });

  test("anything where no host is allowed", () => {
    const settings = { callbackHosts: [], callbackInsecure: true };
    expect(refusal(() => checkTarget("https://hooks.example.com/", settings))).toBe("HOST_NOT_ALLOWED");
  });

  test("and an entry that is no host allows nothing", () => {
    const settings = { callbackHosts: ["*", "*.", "", "https://evil.test", "a b"], callbackInsecure: false };
    expect(refusal(() => checkTarget("https://evil.test/", settings))).toBe("HOST_NOT_ALLOWED");
  });
});

describe("In a rehearsal", () => {
  const insecure = { callbackHosts: ["127.0.0.1:3000", "[::1]:3000", "plain.test"], callbackInsecure: true };

  test("HTTP and addresses are allowed if they are on the list", () => {
    for (const address of [
      "http://127.0.0.1:3000/",
      "http://[::1]:3000/",
      "http://plain.test/",
      "https://plain.test/",
    ])
      expect(checkTarget(address, insecure).href).toBe(address);
  });

  test.each([
    "http://127.0.0.1/",
    "http://127.0.0.2:3000/",
    "http://169.254.169.254/",
    "http://plain.test:8080/",
  ])("%s is not", (address) => {
    expect(refusal(() => checkTarget(address, insecure))).toBe("HOST_NOT_ALLOWED");
  });
});

describe("A webhook", () => {
  const settings = {
    webhookUrls: ["https://any.example/hook", "https://10.0.0.1/"],
    callbackInsecure: false,
  };

  test("goes to any host of the settings", () => {
    expect(checkWebhook("https://any.example/hook", settings).href).toBe("https://any.example/hook");
  });

  test("goes nowhere else, and to no IP address", () => {
    expect(refusal(() => checkWebhook("https://any.example/other", settings))).toBe("NOT_CONFIGURED");
    expect(refusal(() => checkWebhook("https://10.0.0.1/", settings))).toBe("IP_LITERAL");
  });
});

test("A refusal says why and never names the address", () => {
  const error = refused("HOST_NOT_ALLOWED");
  expect(error.code).toBe("CALLBACK_REFUSED");
  expect(error.exitCode).toBe(2);
  expect(error.message).toContain("HOST_NOT_ALLOWED");
});
