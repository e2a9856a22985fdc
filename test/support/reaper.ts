import { spawn } from "node:child_process";
import type { Socket } from "node:net";

/**
 * Kills the children of a test process that ended without doing it, even by SIGKILL: a shell that learns of every
 * child through a pipe, and of our end by that pipe's end.
 */
const REAPER = `
pids=" "
while read -r what pid <&3; do
  if [ "$what" = add ]; then pids="$pids$pid "; else pids="\${pids%% $pid *} \${pids#* $pid }"; fi
done
[ -z "\${pids# }" ] || kill -KILL $pids 2>/dev/null
`;

let pipe: Socket | undefined;

export function add(pid: number): void {
  send(`add ${pid}`);
}

export function remove(pid: number): void {
  send(`remove ${pid}`);
}

function send(line: string): void {
  if (pipe === undefined) {
    const shell = spawn("/bin/sh", ["-c", REAPER], {
      detached: true,
      stdio: ["ignore", "ignore", "ignore", "pipe"],
    });
    pipe = shell.stdio[3] as Socket;
    // It lives exactly as long as this process, which must not wait for it.
    shell.unref();
    pipe.unref();
  }
  pipe.write(`${line}\n`);
}
