import { spawnSync } from "node:child_process";
import { copyFileSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { MAIN } from "../support/cli.js";
import { certify, testFacts, testSigner, USER_ID } from "./certificate-maker.js";

const BUILT = join(dirname(MAIN), "verify.js");

/** An empty folder with a lone copy of the program, a certificate and its key. */
function auditorsFolder(facts = testFacts(), signer = testSigner()) {
  const folder = mkdtempSync(join(tmpdir(), "scrubjay-verify-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const { file, vkey, certificate } = certify(facts, signer);
  copyFileSync(BUILT, join(folder, "verify.js"));
  writeFileSync(join(folder, "certificate.json"), file);
  writeFileSync(join(folder, "log.vkey"), `${vkey}\n`);
  const run = (args: string[], input = "", program = "verify.js") => {
    const { status, stdout, stderr } = spawnSync(process.execPath, [program, ...args], {
      cwd: folder,
      encoding: "utf8",
      env: {},
      input,
    });
    return { status, stdout, stderr };
  };
  return { folder, vkey, certificate, file, run };
}

test("a lone copy in an empty folder says what is certified, and for whom", () => {
  const { run, vkey, certificate } = auditorsFolder();
  const { status, stdout, stderr } = run(["certificate.json", "--vkey", vkey, "--user-id", USER_ID]);
  expect({ status, stderr }).toEqual({ status: 0, stderr: "" });
  const { pseudonym } = certificate["subject"] as { pseudonym: string };
  const { root, size } = certificate["log"] as { root: string; size: number };
  expect(stdout.split("\n")).toEqual([
    "VALID",
    `Whom:     pseudonym ${pseudonym}, epoch 3, app tTest001; that is the user ID given`,
    "What:     scrubbed (overwrite): name, email, custom; custom keys: 2",
    "Verified: 2026-11-20T09:00:04.250Z by list_page",
    "Run:      7 (erasure), made by support-desk at 2026-11-20T08:59:59.000Z",
    "Approved: by privacy-office at 2026-11-20T09:00:01.000Z",
    "Request:  00000000-0000-4000-8000-000000000001, received 2026-11-19T10:00:00.000Z, completed 2026-11-20T09:00:06.000Z",
    "Remains:  the user ID: TalkJS neither changes nor deletes one",
    "Remains:  the user's messages and conversations, and what others wrote: only fields are blanked",
    "Remains:  backups and logs of TalkJS: nobody can reach them from outside",
    "Remains:  locale: needed for the contract",
    "Remains:  role: the policy gives no ground",
    `Log:      scrubjay/test-ledger/tTest001, ${size} leaves, root ${root}, key ${vkey.split("+")[1]}`,
    expect.stringMatching(/^Issued: {3}2026-11-21T12:00:00\.000Z, SHA-256 [0-9a-f]{64}$/),
    "",
  ]);
});

test("of a file with several keys the one counts that the certificate names, and the others are no help", () => {
  const { run, folder, vkey } = auditorsFolder();
  const [newer, older] = [testSigner().vkey, testSigner().vkey];
  writeFileSync(join(folder, "all.vkey"), `${newer}\n${vkey}\n${older}\n`);
  expect(run(["certificate.json", "--vkey", "all.vkey"])).toMatchObject({ status: 0 });
  writeFileSync(join(folder, "others.vkey"), `${newer}\n${older}\n`);
  const { status, stdout } = run(["certificate.json", "--vkey", "others.vkey"]);
  expect(status).toBe(1);
  expect(stdout).toContain("isn't signed by the verifier key");
});

test("a certificate without a request or an approval says so, and that no user ID was compared", () => {
  const { run } = auditorsFolder(testFacts({ outcome: "already_blank", approval: "none", request: false }));
  const { status, stdout } = run(["--vkey", "log.vkey", "certificate.json"]);
  expect(status).toBe(0);
  expect(stdout).toContain("; no user ID was compared\n");
  expect(stdout).toContain("What:     already_blank (none needed): no field\n");
  expect(stdout).toContain("Approved: not in the log\n");
  expect(stdout).toContain("Request:  none\n");
});

test("an automatic approval is told as one", () => {
  const { run } = auditorsFolder(testFacts({ approval: "automatic" }));
  const { stdout } = run(["certificate.json", "--vkey", "log.vkey"]);
  expect(stdout).toContain("Approved: by its policy (support-desk) at 2026-11-20T09:00:01.000Z\n");
});

test("a user ID comes by standard input too, which no list of processes shows", () => {
  const { run } = auditorsFolder();
  const check = (input: string) => run(["certificate.json", "--vkey", "log.vkey", "--user-id", "-"], input);
  for (const input of [USER_ID, `${USER_ID}\n`, `${USER_ID}\r\n`]) expect(check(input).status).toBe(0);
  const other = check("user-0002\n");
  expect(other).toEqual({ status: 1, stdout: "NOT VALID: it isn't about that user ID\n", stderr: "" });
});

test("what isn't valid exits with 1 and the reason", () => {
  const { run, folder, file } = auditorsFolder();
  writeFileSync(join(folder, "changed.json"), file.toString().replace('"attempts":2', '"attempts":1'));
  const { status, stdout } = run(["changed.json", "--vkey", "log.vkey"]);
  expect(status).toBe(1);
  expect(stdout).toBe("NOT VALID: evidence.0.leaf.attempts is 2, but by the rest of the certificate 1\n");
});

test("bad usage, and files that can't be read, exit with 2 and say nothing about validity", () => {
  const { run, folder, vkey } = auditorsFolder();
  writeFileSync(join(folder, "empty.vkey"), "");
  const calls = [
    [],
    ["--help"],
    ["certificate.json"],
    ["certificate.json", "--vkey"],
    ["certificate.json", "--vkey", "missing.vkey"],
    ["certificate.json", "--vkey", "empty.vkey"],
    ["certificate.json", "--vkey", vkey.replace(/\+.{8}\+/, "+00000000+")],
    ["missing.json", "--vkey", vkey],
    [".", "--vkey", vkey],
    ["certificate.json", "certificate.json", "--vkey", vkey],
    ["certificate.json", "--vkey", vkey, "--vkey", vkey],
    ["certificate.json", "--vkey", vkey, "--verbose"],
    ["certificate.json", "--vkey", vkey, "--user-id"],
    ["certificate.json", "--vkey", vkey, "--user-id", ""],
    ["certificate.json", "--vkey", vkey, "--user-id", "-"],
  ];
  for (const call of calls) {
    const { status, stdout, stderr } = run(call);
    expect({ call, status, stdout }).toEqual({ call, status: 2, stdout: "" });
    expect(stderr).toMatch(/^\S.+\n/);
    expect(stderr).not.toContain("    at ");
  }
});

test("nothing of a certificate can steer the terminal that shows it", () => {
  const facts = testFacts();
  const escape = "\u001b[2J\u009b\u202eVALID\nVALID\u2028";
  for (const leaf of [facts.created, facts.request?.received]) {
    Object.assign(leaf?.["detail"] as object, { createdBy: escape });
  }
  facts.entry["fields"] = [escape];
  const { run } = auditorsFolder(facts);
  const { status, stdout } = run(["certificate.json", "--vkey", "log.vkey"]);
  expect(status).toBe(0);
  expect(stdout.match(/^VALID$/gm)).toHaveLength(1);
  expect(stdout).not.toMatch(/(?!\n)[\p{C}\p{Zl}\p{Zp}]/u);
  expect(stdout).toContain("made by \\u{1b}[2J\\u{9b}\\u{202e}VALID\\u{a}VALID\\u{2028} at");
});

test("it runs through a link and without its ending, so that it never passes silently", () => {
  const { run, folder } = auditorsFolder();
  symlinkSync("verify.js", join(folder, "scrubjay-verify"));
  for (const program of ["scrubjay-verify", "verify", "./verify.js", join(folder, "verify.js")]) {
    expect(run(["certificate.json", "--vkey", "log.vkey"], "", program).stdout, program).toMatch(/^VALID\n/);
    expect(run(["log.vkey", "--vkey", "log.vkey"], "", program).status, program).toBe(1);
  }
});
