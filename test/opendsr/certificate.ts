import { execFile } from "node:child_process";
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import type { OpendsrSettings } from "../../src/opendsr/signer.js";
import { program } from "../support/programs.js";
import { tempFolder } from "../support/temp.js";

const run = promisify(execFile);

export const DOMAIN = "erasure.example.com";

export async function openssl(...args: string[]): Promise<string> {
  return (await run(await program(["openssl"], "openssl"), args)).stdout;
}

export interface CertificateOptions {
  domain?: string;
  days?: number;
  /** For `openssl req -newkey`. */
  key?: string[];
  /** Another one than without it. */
  another?: true;
}

interface Pair {
  key: string;
  certificate: string;
}

/** Each kind is made once: a key takes openssl a second. */
const made = new Map<string, Promise<Pair>>();

async function make({ domain = DOMAIN, days = 365, key = ["rsa:2048"] }: CertificateOptions): Promise<Pair> {
  const name = ["-subj", "/CN=Processor", "-addext", `subjectAltName=DNS:${domain}`];
  // Both on standard output, the key first.
  const out = ["-nodes", "-keyout", "-", "-days", String(days)];
  const both = await openssl("req", "-x509", "-newkey", ...key, ...out, ...name);
  const begin = both.indexOf("-----BEGIN CERTIFICATE-----");
  return { key: both.slice(0, begin), certificate: both.slice(begin) };
}

/** A key and its self-signed certificate in a folder of the test's own. */
export async function makeCertificate(options: CertificateOptions = {}): Promise<OpendsrSettings> {
  const kind = JSON.stringify(options);
  const pair = made.get(kind) ?? make(options);
  made.set(kind, pair);
  const folder = await tempFolder();
  const keyFile = join(folder, "key.pem");
  const certificateFile = join(folder, "certificate.pem");
  const { key, certificate } = await pair;
  await writeFile(keyFile, key);
  await writeFile(certificateFile, certificate);
  return { domain: DOMAIN, keyFile, certificateFile };
}

/** Checks signatures as a controller would, with nothing but a certificate and openssl. */
export async function verifier(certificate: string) {
  const folder = await tempFolder();
  const publicKey = join(folder, "public.pem");
  await writeFile(join(folder, "certificate.pem"), certificate);
  await openssl("x509", "-in", join(folder, "certificate.pem"), "-pubkey", "-noout", "-out", publicKey);
  let checks = 0;
  return async (body: Uint8Array, signature: string, ...options: string[]): Promise<boolean> => {
    const check = join(folder, String(++checks));
    await writeFile(`${check}.body`, body);
    await writeFile(`${check}.signature`, Buffer.from(signature, "base64"));
    const files = ["-verify", publicKey, "-signature", `${check}.signature`, `${check}.body`];
    return openssl("dgst", "-sha256", ...options, ...files).then(
      (said) => said.trim() === "Verified OK",
      () => false,
    );
  };
}

export const readText = (file: string): Promise<string> => readFile(file, "utf8");
