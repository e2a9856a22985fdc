import { describe, expect, test } from "vitest";
import { MAX_FILE_BYTES } from "../../../src/sandbox/shapes/file.js";
import type { SandboxOptions } from "../../../src/sandbox/options.js";
import { start, type SandboxHarness } from "../support.js";
import { logIn, userToken, type RawSocket } from "./socket.js";

const MESSAGES = "/conversations/c/messages";

interface Uploader extends SandboxHarness {
  ann: RawSocket;
  upload: (form: FormData | string, token?: string, headers?: Record<string, string>) => Promise<Response>;
}

async function uploader(options: SandboxOptions = {}): Promise<Uploader> {
  const harness = await start({ users: 0, ...options });
  await harness.call("PUT", "/users", { ann: { name: "Ann", role: "buyer" }, bo: { name: "Bo" } });
  await harness.call("PUT", "/conversations/c", { participants: ["ann", "bo"] });
  const { sandbox } = harness;
  const token = await userToken(sandbox, { sub: "ann" });
  return {
    ...harness,
    ann: await logIn(sandbox, "ann"),
    upload: (body, as = token, headers = {}) =>
      fetch(`${sandbox.url}/public_api/v1/sandboxApp/files`, {
        method: "POST",
        body,
        headers: { authorization: `Bearer ${as}`, ...headers },
      }),
  };
}

function formOf(fields: Record<string, string> = {}, name = "a/b %é.txt", content = "content"): FormData {
  const form = new FormData();
  form.set("file", new Blob([content], { type: "text/plain" }), name);
  for (const [field, value] of Object.entries(fields)) form.set(field, value);
  return form;
}

async function tokenOf(answer: Response): Promise<string> {
  return ((await answer.json()) as { fileToken: string }).fileToken;
}

interface Block {
  type: string;
  url: string;
}

async function sendFile({ ann }: Uploader, fileToken: string): Promise<{ id: string; block: Block }> {
  const { body } = await ann.call("POST", MESSAGES, { content: [{ type: "file", fileToken }] });
  const id = body.id as string;
  const message = (await ann.call("GET", `/me${MESSAGES}/${id}`)).body as unknown as { content: [Block] };
  return { id, block: message.content[0] };
}

describe("a file", () => {
  test("is uploaded, sent by its token, shown with all of it and served at its own address", async () => {
    const shop = await uploader();
    const metadata = { subtype: "video", width: "640", height: "480", duration: "1.5" };
    const fileToken = await tokenOf(await shop.upload(formOf(metadata)));
    const { id, block } = await sendFile(shop, fileToken);
    expect(block).toEqual({
      type: "file",
      fileToken,
      url: `${shop.sandbox.url}/_files/${fileToken}/a%2Fb%20%25%C3%A9.txt`,
      filename: "a/b %é.txt",
      size: 7,
      subtype: "video",
      width: 640,
      height: 480,
      duration: 1.5,
    });
    const served = await fetch(block.url);
    expect([served.status, await served.text()]).toEqual([200, "content"]);
    expect(served.headers.get("content-type")).toBe("text/plain");
    expect(served.headers.get("content-security-policy")).toBe("sandbox");
    const { attachment, text } = (await shop.call("GET", `${MESSAGES}/${id}`)).json;
    expect([attachment, text]).toEqual([{ url: block.url, size: 7 }, null]);
    const again = await shop.ann.call("POST", MESSAGES, { content: [block] });
    expect(again.status).toBe(200);
  });

  test("without a kind is of bytes", async () => {
    const shop = await uploader();
    const form = new FormData();
    form.set("file", new Blob([new Uint8Array([0, 255])]), "x");
    const { block } = await sendFile(shop, await tokenOf(await shop.upload(form)));
    const served = await fetch(block.url);
    expect(served.headers.get("content-type")).toBe("application/octet-stream");
    expect([...new Uint8Array(await served.arrayBuffer())]).toEqual([0, 255]);
  });

  test("can be uploaded by a server too, and by nobody else", async () => {
    const { upload, sandbox } = await uploader();
    expect((await upload(formOf(), sandbox.secretKey)).status).toBe(200);
    const other = await userToken(sandbox, { sub: "ann" }, undefined, "sk_test_other");
    for (const token of ["", "x", other]) expect((await upload(formOf(), token)).status).toBe(401);
    const elsewhere = await fetch(`${sandbox.url}/v1/other/files`, { method: "POST", body: formOf() });
    expect(elsewhere.status).toBe(404);
    expect((await fetch(`${sandbox.url}/v1/sandboxApp/files`)).status).toBe(404);
  });

  test("that isn't well-formed is refused with every reason", async () => {
    const { upload } = await uploader();
    const form = formOf({ subtype: "gif", width: "4", height: "high", size: "3" });
    form.append("width", "5");
    const answer = await upload(form);
    expect(answer.status).toBe(400);
    const { reasons } = (await answer.json()) as { reasons: string[] };
    for (const place of ["subtype", "height: must be", "width: is there twice", "size"])
      expect(reasons.join("\n")).toContain(place);
    const noFile = new FormData();
    noFile.set("file", "text");
    for (const [body, headers] of [
      [noFile, {}],
      [new FormData(), {}],
      ["{}", { "content-type": "application/json" }],
      ["oops", { "content-type": "multipart/form-data; boundary=x" }],
      ["oops", { "content-type": "multipart/form-data" }],
    ] as const)
      expect((await upload(body, undefined, headers)).status).toBe(400);
  });

  test("that is too large is refused before and when it is sent", async () => {
    const { ann, upload } = await uploader();
    const validate = async (data: object) => (await ann.call("POST", "/files/validate", data)).status;
    expect(await validate({ filename: "a", filesize: MAX_FILE_BYTES })).toBe(200);
    for (const wrong of [
      { filename: "a", filesize: MAX_FILE_BYTES + 1 },
      { filename: "", filesize: 1 },
      { filename: "a", filesize: -1 },
      { filename: "a" },
      { filename: "a", filesize: 1, x: 1 },
    ])
      expect(await validate(wrong)).toBe(400);
    const answer = await upload(formOf({}, "large", "x".repeat(MAX_FILE_BYTES + 1)));
    expect(answer.status).toBe(400);
    expect(await answer.json()).toMatchObject({ errorCode: "FILE_TOO_LARGE" });
  });

  test("is sent only by a role that may", async () => {
    const { ann, upload, sandbox } = await uploader({ settings: { roles: { buyer: { sendFiles: false } } } });
    const validated = await ann.call("POST", "/files/validate", { filename: "a", filesize: 1 });
    expect(validated.status).toBe(403);
    expect((await upload(formOf())).status).toBe(403);
    const fileToken = await tokenOf(await upload(formOf(), sandbox.secretKey));
    const sent = await ann.call("POST", MESSAGES, { content: [{ type: "file", fileToken }] });
    expect(sent.body.errorCode).toBe("UNAUTHORIZED_TO_SEND");
  });

  test("can become a text, and is served all the same", async () => {
    const shop = await uploader();
    const { id, block } = await sendFile(shop, await tokenOf(await shop.upload(formOf())));
    await shop.ann.call("PATCH", `${MESSAGES}/${id}`, { content: [{ type: "text", children: ["x"] }] });
    expect((await shop.call("GET", `${MESSAGES}/${id}`)).json).toMatchObject({ attachment: null, text: "x" });
    expect((await fetch(block.url)).status).toBe(200);
  });
});

describe("a file's address", () => {
  const served = async (options: SandboxOptions = {}) => {
    const shop = await uploader(options);
    const fileToken = await tokenOf(await shop.upload(formOf({}, "a.txt", "0123456789")));
    return { ...shop, fileToken, ...(await sendFile(shop, fileToken)) };
  };

  test("answers HEAD with what GET would, or not at all, as it is assumed", async () => {
    const { block, settings } = await served();
    const head = await fetch(block.url, { method: "HEAD" });
    expect([head.status, head.headers.get("content-length"), await head.text()]).toEqual([200, "10", ""]);
    await settings({ assumed: { fileHead: "refused" } });
    expect((await fetch(block.url, { method: "HEAD" })).status).toBe(405);
    expect((await fetch(block.url, { method: "DELETE" })).status).toBe(405);
  });

  test("answers one range of bytes", async () => {
    const { block } = await served();
    const range = async (value: string) => {
      const answer = await fetch(block.url, { headers: { range: value } });
      return [answer.status, answer.headers.get("content-range"), await answer.text()];
    };
    expect(await range("bytes=0-0")).toEqual([206, "bytes 0-0/10", "0"]);
    expect(await range("bytes=8-99")).toEqual([206, "bytes 8-9/10", "89"]);
    expect(await range("bytes=-3")).toEqual([206, "bytes 7-9/10", "789"]);
    expect(await range("bytes=7-")).toEqual([206, "bytes 7-9/10", "789"]);
    expect(await range("bytes=10-")).toEqual([416, "bytes */10", ""]);
    for (const whole of ["bytes=-", "bytes=0-0,2-2", "lines=0-0"])
      expect((await range(whole))[0], whole).toBe(200);
  });

  test("is unknown with another token or name", async () => {
    const { block } = await served();
    for (const url of [block.url.replace("a.txt", "b.txt"), block.url.replace(/_files\/../, "_files/zz")])
      expect((await fetch(url)).status).toBe(404);
  });

  test.each([
    ["stays", [200, 200]],
    ["gone-with-the-last", [200, 410]],
    ["gone-with-the-first", [410, 410]],
  ] as const)("after its messages is %s, where it is assumed so", async (fileAfterMessage, expected) => {
    const shop = await served({ settings: { assumed: { fileAfterMessage } } });
    const second = await sendFile(shop, shop.fileToken);
    const statuses: number[] = [];
    for (const { id } of [shop, second]) {
      await shop.ann.call("DELETE", `${MESSAGES}/${id}`);
      statuses.push((await fetch(shop.block.url)).status);
    }
    expect(statuses).toEqual(expected);
  });

  test("keeps its origin when the data begins anew", async () => {
    const shop = await served();
    await shop.inspect("POST", "reset");
    expect((await fetch(shop.block.url)).status).toBe(404);
    const fileToken = await tokenOf(await shop.upload(formOf({}, "a", "x"), shop.sandbox.secretKey));
    expect((await fetch(`${shop.sandbox.url}/_files/${fileToken}/a`)).status).toBe(200);
  });
});
