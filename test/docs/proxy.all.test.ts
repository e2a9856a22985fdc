import { execFileSync } from "node:child_process";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { Agent, fetch } from "undici";
import { describe, expect, onTestFinished, test } from "vitest";
import { startChild } from "../support/child.js";
import { program } from "../support/programs.js";
import { tempFolder } from "../support/temp.js";
import { until } from "../support/until.js";
import { read } from "./pages.js";
import { freePort, openUpstream } from "./upstream.js";

const NAME = "erasure.example.com";
const PASSED = [
  "/",
  "/sign-in/link",
  "/requests",
  "/assets/x.css",
  "/v1/docs",
  "/log/checkpoint",
  "/metrics2",
];
const INSIDE = ["/metrics", "/metrics/", "/healthz", "/readyz", "/readyz/"];
const HANGS_AFTER_MS = 600_000;

/** What a sample is tried in, and how its program is called. */
interface Trial {
  sample: string;
  end: NodeJS.Signals;
  find: () => Promise<string>;
  /** Writes what the program reads. @returns the words that check it, and those that start it. */
  prepare: (sample: string, at: Place) => Promise<{ check: string[]; start: string[] }>;
}

interface Place {
  folder: string;
  port: number;
  plainPort: number;
  upstream: number;
}

const nginx: Trial = {
  sample: "nginx.conf",
  end: "SIGTERM",
  find: () => program(["nginx"], "nginx-light", ["/usr/sbin"]),
  prepare: async (sample, { folder, port, plainPort, upstream }) => {
    const [key, certificate] = [join(folder, "proxy.key"), join(folder, "proxy.pem")];
    execFileSync(
      "openssl",
      [
        "req",
        "-x509",
        "-newkey",
        "rsa:2048",
        "-nodes",
        "-keyout",
        key,
        "-out",
        certificate,
        "-subj",
        `/CN=${NAME}`,
      ],
      { stdio: "ignore" },
    );
    const site = replaced(sample, {
      "listen 443 ssl": `listen 127.0.0.1:${port} ssl`,
      "listen 80": `listen 127.0.0.1:${plainPort}`,
      [`/etc/ssl/${NAME}.pem`]: certificate,
      [`/etc/ssl/private/${NAME}.key`]: key,
      "127.0.0.1:8080": `127.0.0.1:${upstream}`,
    });
    const file = join(folder, "nginx.conf");
    const folders = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"];
    const paths = folders.map((name) => `${name}_temp_path ${join(folder, name)};`).join(" ");
    await writeFile(
      file,
      `pid ${folder}/nginx.pid; error_log stderr; daemon off; events {} http { access_log off; ${paths} ${site} }`,
    );
    return { check: ["-t", "-q", "-c", file], start: ["-c", file] };
  },
};

const caddy: Trial = {
  sample: "Caddyfile",
  // It would wait for the streams that are open.
  end: "SIGKILL",
  find: () => program(["caddy"], "caddy"),
  prepare: async (sample, { folder, port, plainPort, upstream }) => {
    const options = `{\nadmin off\nlocal_certs\nskip_install_trust\nhttps_port ${port}\nhttp_port ${plainPort}\nstorage file_system ${folder}\n}\n`;
    const file = join(folder, "Caddyfile");
    await writeFile(file, options + replaced(sample, { "127.0.0.1:8080": `127.0.0.1:${upstream}` }));
    const words = ["--config", file, "--adapter", "caddyfile"];
    return { check: ["validate", ...words], start: ["run", ...words] };
  },
};

/** Each of `by`'s keys must be there, so that a sample that changes isn't tried as something else. */
function replaced(text: string, by: Record<string, string>): string {
  return Object.entries(by).reduce((changed, [from, to]) => {
    expect(changed).toContain(from);
    return changed.replaceAll(from, to);
  }, text);
}

describe.each([nginx, caddy])("docs/samples/$sample", ({ find, sample, prepare, end }) => {
  test(
    "passes everything on but health and metrics, and streams as they come",
    { timeout: HANGS_AFTER_MS },
    async () => {
      const path = await find();
      const upstream = await openUpstream();
      onTestFinished(() => upstream.close());
      const folder = await tempFolder();
      const [port, plainPort] = [await freePort(), await freePort()];
      const words = await prepare(read(`docs/samples/${sample}`), {
        folder,
        port,
        plainPort,
        upstream: upstream.port,
      });
      execFileSync(path, words.check, { stdio: "pipe" });
      const proxy = startChild(path, words.start);
      onTestFinished(async () => {
        proxy.kill(end);
        await proxy.exited;
      });
      // Its name leads to this machine here, and its certificate is its own.
      const dispatcher = new Agent({
        connect: {
          rejectUnauthorized: false,
          servername: NAME,
          lookup: (_, __, found) => found(null, [{ address: "127.0.0.1", family: 4 }]),
        },
      });
      onTestFinished(() => dispatcher.destroy());
      const call = (at: string) => fetch(`https://${NAME}:${port}${at}`, { dispatcher });
      await until(
        "the proxy answers",
        () =>
          call("/").then(
            () => true,
            () => false,
          ),
        {
          within: HANGS_AFTER_MS,
          every: 100,
        },
      );

      for (const at of PASSED) {
        const answer = await call(at);
        expect([at, answer.status, await answer.text()]).toEqual([at, 200, at]);
      }
      expect(upstream.host).toContain(NAME);
      for (const at of INSIDE) expect([at, (await call(at)).status]).toEqual([at, 404]);

      const reader = (await call("/live")).body?.pipeThrough(new TextDecoderStream()).getReader();
      expect((await reader?.read())?.value).toBe("data: begun\n\n");
      upstream.send("changed");
      expect((await reader?.read())?.value).toBe("data: changed\n\n");
      await reader?.cancel();

      const plain = await fetch(`http://${NAME}:${plainPort}/requests`, { dispatcher, redirect: "manual" });
      expect(plain.headers.get("location")).toMatch(new RegExp(`^https://${NAME}.*/requests$`));
    },
  );
});
