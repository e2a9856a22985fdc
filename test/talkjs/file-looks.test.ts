import { expect, onTestFinished, test } from "vitest";
import { FileLooks } from "../../src/talkjs/file-looks.js";
import { api } from "./api.js";

const { signal } = new AbortController();

function looks(): FileLooks {
  const opened = new FileLooks({ https: undefined, none: undefined });
  onTestFinished(() => opened.close());
  return opened;
}

test("a file is looked at without a token, and no redirect is followed", async () => {
  const { url, seen } = await api((response, request) => {
    response.writeHead(request.url.includes("moved") ? 302 : 200, { location: "/elsewhere" });
    response.end(request.method === "HEAD" ? undefined : "x".repeat(1_000_000));
  });
  const files = looks();
  expect(await files.status("GET", `${url}/a%20b?c=d`, signal)).toBe(200);
  expect(await files.status("HEAD", `${url}/a`, signal)).toBe(200);
  expect(await files.status("GET", `${url}/moved`, signal)).toBe(302);
  expect(seen.map(({ method, url: path }) => `${method} ${path}`)).toEqual([
    "GET /a%20b?c=d",
    "HEAD /a",
    "GET /moved",
  ]);
  expect(seen.filter(({ headers }) => headers.authorization !== undefined)).toEqual([]);
});

test("an address that is none of the web is refused, and no error names one", async () => {
  const files = looks();
  for (const address of ["file:///etc/passwd", "data:text/plain,x", "secret"])
    await expect(files.status("GET", address, signal)).rejects.toMatchObject({ code: "API_INVALID_ANSWER" });
  const away = files.status("GET", "http://127.0.0.1:9/secret", signal);
  await expect(away).rejects.toMatchObject({ code: "API_UNAVAILABLE" });
  await expect(away).rejects.not.toThrow(/secret|127/);
  await expect(
    files.status("GET", "http://127.0.0.1:9/", AbortSignal.abort(new Error("ended"))),
  ).rejects.toThrow("ended");
});
