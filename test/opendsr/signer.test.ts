import { appendFile, writeFile } from "node:fs/promises";
import { expect, test } from "vitest";
import { openSigner, type OpendsrSettings } from "../../src/opendsr/signer.js";
import { DOMAIN, makeCertificate, openssl, readText, verifier } from "./certificate.js";

/** After the certificates were made. */
const now = new Date(Date.now() + 60_000);
const inDays = (days: number) => new Date(now.getTime() + days * 24 * 3_600_000);

const refusal = (settings: OpendsrSettings, at = now) =>
  openSigner(settings, at).then(
    () => "accepted",
    (error: Error & { exitCode?: number }) => `${error.exitCode}: ${error.message}`,
  );

test("openssl verifies what was signed, with the served certificate and PKCS #1 v1.5 only", async () => {
  const signer = await openSigner(await makeCertificate(), now);
  const verify = await verifier(signer.certificates);
  const body = Buffer.from('{"name":"Zoë"}');
  const headers = signer.sign(body);
  const signature = headers["X-OpenDSR-Signature"] ?? "";
  expect(headers).toMatchObject({
    "X-OpenDSR-Processor-Domain": DOMAIN,
    "X-OpenGDPR-Processor-Domain": DOMAIN,
    "X-OpenGDPR-Signature": signature,
  });
  expect(await verify(body, signature)).toBe(true);
  expect(await verify(body, signature, "-sigopt", "rsa_padding_mode:pss")).toBe(false);
  expect(await verify(Buffer.from('{"name":"Zoe"}'), signature)).toBe(false);
  expect(await verify(Buffer.alloc(0), signer.sign(Buffer.alloc(0))["X-OpenDSR-Signature"] ?? "")).toBe(true);
});

test("each of many bodies gets its own signature, however often and in whatever order", async () => {
  const signer = await openSigner(await makeCertificate(), now);
  const signatureOf = (n: number) => signer.sign(Buffer.from(`{"n":${n}}`))["X-OpenDSR-Signature"] ?? "";
  const numbers = Array.from({ length: 200 }, (_, n) => n);
  const signatures = numbers.map(signatureOf);
  expect(new Set(signatures).size).toBe(200);
  expect(numbers.reverse().map(signatureOf)).toEqual(signatures.reverse());
  const verify = await verifier(signer.certificates);
  expect(await verify(Buffer.from('{"n":150}'), signatureOf(150))).toBe(true);
});

test("files that can't be read are named by their settings, both at once and without their paths", async () => {
  const missing = { domain: DOMAIN, keyFile: "/nowhere/canary.key", certificateFile: "/nowhere/canary.pem" };
  const said = await refusal(missing);
  expect(said).toMatch(/^2: /);
  expect(said).toContain("SCRUBJAY_OPENDSR_KEY_FILE names a file that can't be read (ENOENT)");
  expect(said).toContain("SCRUBJAY_OPENDSR_CERTIFICATE_FILE names a file that can't be read (ENOENT)");
  expect(said).not.toContain("canary");
});

test("a key or certificate that controllers couldn't use is refused", async () => {
  const [good, other] = await Promise.all([makeCertificate(), makeCertificate({ another: true })]);
  const elliptic = await makeCertificate({ key: ["ec", "-pkeyopt", "ec_paramgen_curve:prime256v1"] });
  const pss = await makeCertificate({ key: ["rsa-pss"] });
  const elsewhere = await makeCertificate({ domain: "other.example.com" });
  expect(await refusal(elliptic)).toContain("must hold an RSA key");
  expect(await refusal(pss)).toContain("must hold an RSA key");
  expect(await refusal(await makeCertificate({ key: ["rsa:1024"] }))).toContain("at least 2048 bits");
  expect(await refusal({ ...good, keyFile: other.keyFile })).toContain("another key");
  expect(await refusal(elsewhere)).toContain("SCRUBJAY_OPENDSR_DOMAIN");
  expect(await refusal(good, inDays(366))).toContain("has expired");
  expect(await refusal(good, inDays(-1))).toContain("isn't valid yet");
  expect(await refusal({ ...good, keyFile: good.certificateFile })).toContain("doesn't hold a private key");
  expect(await refusal({ ...good, certificateFile: good.keyFile })).toContain("X.509");
  await openssl("rsa", "-in", other.keyFile, "-aes256", "-passout", "pass:secret", "-out", other.keyFile);
  expect(await refusal(other)).toContain("without a passphrase");
});

test("a certificate that has its domain only as its name, not among the alternative names, is refused", async () => {
  const settings = await makeCertificate();
  const out = ["-out", settings.certificateFile, "-days", "9", "-subj", `/CN=${DOMAIN}`];
  await openssl("req", "-x509", "-key", settings.keyFile, ...out);
  expect(await refusal(settings)).toContain("alternative names");
});

test("a wildcard covers its domain", async () => {
  expect(await refusal(await makeCertificate({ domain: "*.example.com" }))).toBe("accepted");
});

test("it warns of a certificate that ends soon or that nobody vouches for", async () => {
  const settings = await makeCertificate();
  expect((await openSigner(settings, now)).warnings.join()).toMatch(
    /^The OpenDSR certificate is self-signed/,
  );
  const { warnings } = await openSigner(settings, inDays(340));
  expect(warnings[0]).toMatch(/ends in 2[45] days/);
});

test("only certificates are served, in order, though a key lies beside them", async () => {
  const [settings, authority] = await Promise.all([makeCertificate(), makeCertificate({ another: true })]);
  const [leaf, root] = await Promise.all([settings, authority].map((one) => readText(one.certificateFile)));
  const key = await readText(settings.keyFile);
  await writeFile(settings.certificateFile, `${key}\nsome words\n${leaf}`);
  await appendFile(settings.certificateFile, root ?? "");
  const { certificates } = await openSigner(settings, now);
  expect(certificates).toBe(`${leaf}${root}`);
});
