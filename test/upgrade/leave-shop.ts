import { once } from "node:events";
import { mkdir, writeFile } from "node:fs/promises";
import { createServer } from "node:http";
import { join } from "node:path";
import { APP_FILES, type ShopFacts } from "./kept.js";
import type { Command } from "./command.js";
import { emailOf, personId, type LocalTalkJS } from "./local-talkjs.js";

export const SHOP_PEOPLE = 40;
const STAFF = personId(1);
const COMPLETED = personId(11);
const [HELD, NOT_HELD] = [personId(12), personId(13)];

/** Keeps a field and says why, so that what a policy says is in certificates and in the encrypted policy. */
const STAFF_POLICY = `version: 1
select: { roles: [staff] }
scrub: { locale: keep, custom: { blankAllBut: [plan] } }
grounds: { locale: mails about the contract are written in it }
limits: { maxUsers: 1000, maxShare: 100% }
`;
const EVERYBODY = `version: 1
select: { all: true }
limits: { maxUsers: 1000, maxShare: 100% }
`;

interface Made {
  id: string;
}

/** Does a bit of everything in an app, and ends with requests that nobody works on. @param folder for its files. */
export async function leaveShop(
  command: Command,
  talkjs: LocalTalkJS,
  { cwd, folder }: { cwd: string; folder: string },
): Promise<ShopFacts> {
  await mkdir(join(folder, APP_FILES.certificates), { recursive: true });
  await writeFile(join(cwd, "staff.yaml"), STAFF_POLICY);
  await writeFile(join(cwd, "everybody.yaml"), EVERYBODY);

  const { token } = await command.json<{ token: string }>(tokenCreate);
  await command.run(["account", "create", "--name", "auditor", "--role", "viewer"]);
  const yearly = ["--cron", "0 3 1 1 *", "--time-zone", "UTC", "--policy", "staff.yaml"];
  await command.run(["schedule", "add", "yearly", ...yearly]);
  const { run: finishedRun } = await command.json<{ run: number }>([
    "run",
    "--policy",
    "staff.yaml",
    "--yes",
  ]);
  const completed = await completedRequest(command);
  const { id: hold } = await command.json<Made>(["hold", "add", HELD, "--ground", "e", "--owner", "legal"]);
  const held = await command.json<Made>(["request", "create", HELD, NOT_HELD, "--yes", "--follow"], [1]);
  await talkjs.edit(COMPLETED, { email: [emailOf(11)] });
  const { watch } = await command.json<{ watch: { id: number } }>(["watch", "--report"], [1]);
  const { run: plannedRun } = await command.json<{ run: number }>(["plan", "--policy", "everybody.yaml"]);

  const certificate = async (name: string, args: string[]) =>
    writeFile(join(folder, APP_FILES.certificates, name), await command.run(["certificate", ...args]));
  await certificate("of-a-request.json", [completed.request]);
  await certificate("of-a-run.json", ["user", String(finishedRun), STAFF]);
  // Last: the next command that works would take them up.
  const byId = await command.json<Made>(["request", "create", personId(14), "--yes"]);
  const byEmail = await command.json<Made>(["request", "create", "--email", emailOf(15), "--yes"]);
  return {
    token,
    account: "auditor",
    schedule: "yearly",
    finishedRun,
    plannedRun,
    completedRequest: completed.request,
    completedPerson: COMPLETED,
    openRequests: [byId.id, byEmail.id],
    heldRequest: held.id,
    hold,
    watch: watch.id,
    parkedDelivery: completed.delivery,
  };
}

const tokenCreate = ["token", "create", "--name", "crm", "--role", "approver"];

/** A request that ended while the receiver of webhooks was gone for good, so that a message about it is parked. */
async function completedRequest(command: Command): Promise<{ request: string; delivery: string }> {
  const receiver = createServer((_, response) => void response.writeHead(410).end()).listen(0, "127.0.0.1");
  await once(receiver, "listening");
  const address = receiver.address();
  const port = typeof address === "object" ? address?.port : undefined;
  const telling = command.with({
    SCRUBJAY_WEBHOOK_URLS: `http://127.0.0.1:${port}/`,
    SCRUBJAY_WEBHOOK_SECRET: `whsec_${Buffer.alloc(32, 1).toString("base64")}`,
    SCRUBJAY_CALLBACK_INSECURE: "true",
  });
  try {
    const { id } = await telling.json<Made>(["request", "create", COMPLETED, "--yes", "--follow"]);
    const parked = await telling.json<Made[]>(["delivery", "list", "--state", "parked"]);
    if (!parked[0]) throw new Error("no message was parked");
    return { request: id, delivery: parked[0].id };
  } finally {
    receiver.close();
    receiver.closeAllConnections();
  }
}
