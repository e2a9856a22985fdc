import { once } from "node:events";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { expect, onTestFinished, test } from "vitest";
import { WebSocket } from "ws";
import type { Sandbox } from "../../../src/sandbox/sandbox.js";
import { sized } from "../../support/size.js";
import { until } from "../../support/until.js";
import { start } from "../support.js";
import { addressOf, userToken } from "./socket.js";

const USERS = sized(1_000, 10_000);
const SOCKETS = 100;
const WATCHED = 1_000;
const ROUNDS = 3;
/** Of a hundred people, so many are edited one by one, the others together. */
const SINGLE = 5;
/** What the journal and the caches may grow by in a round, and far below what a round's events would be if they stayed. */
const FLAT_BYTES = 8 * 1024 * 1024;

const idOf = (n: number) => `user/${n}`;

/** A socket that counts what it is told of whom. */
interface Counter {
  socket: WebSocket;
  /** How often it was told of each user. */
  told: Uint16Array;
  frames: number;
  /** Frames whose number wasn't the next one. */
  gaps: number;
  watches: (n: number) => boolean;
}

/** Each watches other people, so that each person is watched by equally many. */
async function counterOf(sandbox: Sandbox, index: number): Promise<Counter> {
  const userId = `watcher-${index}`;
  const socket = new WebSocket(`${sandbox.url.replace("http", "ws")}${addressOf(sandbox, userId)}`);
  onTestFinished(() => socket.terminate());
  await once(socket, "open");
  const first = (index * USERS) / SOCKETS;
  const watched = Array.from({ length: WATCHED }, (_, i) => (first + i) % USERS);
  const set = new Set(watched);
  const counter: Counter = {
    socket,
    told: new Uint16Array(USERS),
    frames: 0,
    gaps: 0,
    watches: (n) => set.has(n),
  };
  const answers: number[] = [];
  socket.on("message", (raw: Buffer) => {
    const [first, second, ...events] = JSON.parse(raw.toString()) as [
      number,
      unknown,
      ...{ userId: string }[],
    ];
    if (second !== "PUBLISH") return void answers.push(second as number);
    socket.send(`[${first},"ACK"]`);
    if (first !== ++counter.frames) counter.gaps++;
    for (const { userId } of events) {
      const n = Number(userId.slice(5));
      counter.told[n] = (counter.told[n] ?? 0) + 1;
    }
  });
  const token = await userToken(sandbox, { sub: userId });
  socket.send(JSON.stringify([0, "POST", "/session/renew", { token }, {}]));
  await until("it is logged in", () => answers.length === 1);
  socket.send(JSON.stringify([1, "SUBSCRIBE", "/users", { ids: watched.map(idOf) }, {}]));
  await until("it watches", () => answers.length === 2);
  expect(answers).toEqual([200, 200]);
  return counter;
}

function collected(): number {
  setFlagsFromString("--expose-gc");
  (runInNewContext("gc") as () => void)();
  return process.memoryUsage().heapUsed;
}

test("a hundred sockets that watch a thousand people each are told of each edit once, and nothing stays of it", async () => {
  const { sandbox, call, stats } = await start({ users: 0 });
  const edit = async (name: string) => {
    for (let first = 0; first < USERS; first += 100) {
      const people = Array.from({ length: 100 }, (_, i) => idOf(first + i));
      const together = people.slice(SINGLE).map((id) => [id, { name }] as const);
      expect((await call("PUT", "/users", Object.fromEntries(together))).status).toBe(200);
      for (const id of people.slice(0, SINGLE))
        await call("PUT", `/users/${encodeURIComponent(id)}`, { name });
    }
  };
  await edit("before");
  const counters: Counter[] = [];
  for (let i = 0; i < SOCKETS; i++) counters.push(await counterOf(sandbox, i));
  const heap: number[] = [];
  for (let round = 1; round <= ROUNDS; round++) {
    await edit(`round ${round}`);
    const expected = round * SOCKETS * WATCHED;
    const total = () => counters.reduce((sum, { told }) => sum + told.reduce((a, b) => a + b, 0), 0);
    await until("all are told", () => total() >= expected);
    expect((await stats()).realtime).toMatchObject({ events: expected, lostEvents: 0, slowSockets: 0 });
    heap.push(collected());
  }
  await call("PUT", "/users/nobody", { name: "whom nobody watches" });
  for (const { told, gaps, watches } of counters) {
    expect(gaps).toBe(0);
    told.forEach((times, n) => {
      if (times !== (watches(n) ? ROUNDS : 0)) throw new Error(`a watcher was told ${times} times`);
    });
  }
  expect((await stats()).realtime.events).toBe(ROUNDS * SOCKETS * WATCHED);
  expect((heap.at(-1) ?? 0) - (heap[0] ?? 0)).toBeLessThan(FLAT_BYTES * (ROUNDS - 1));
  for (const { socket } of counters) socket.close();
  await until("all are gone", async () => (await stats()).realtime.sockets === 0);
});
