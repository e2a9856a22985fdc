import { WebSocket } from "ws";

const ANSWER_MS = 10_000;

/** The status that a call was answered with. */
export type Status = number;

/** A browser's socket: numbered calls, an answer to each, as the published client speaks. */
export class Connection {
  readonly #waiting = new Map<number, (status: Status) => void>();
  #next = 0;

  private constructor(readonly socket: WebSocket) {
    socket.on("message", (data: Buffer) => this.#hear(data.toString("utf8")));
    socket.on("error", () => socket.terminate());
    socket.on("close", () => {
      for (const answer of this.#waiting.values()) answer(0);
      this.#waiting.clear();
    });
  }

  /** @throws when it can't be opened. */
  static async open(url: string, signal: AbortSignal): Promise<Connection> {
    const socket = new WebSocket(url, { handshakeTimeout: ANSWER_MS });
    const connection = new Connection(socket);
    // The signal outlives every visit.
    const end = () => socket.terminate();
    signal.addEventListener("abort", end);
    socket.once("close", () => signal.removeEventListener("abort", end));
    await new Promise<void>((resolve, reject) => {
      socket.once("open", resolve);
      socket.once("close", () => reject(new Error("The socket can't be opened.")));
    });
    return connection;
  }

  /** @returns the status; 0 when the connection ended before the answer, or none came in time. */
  call(method: string, path: string, data: object = {}): Promise<Status> {
    const seq = this.#next++;
    return new Promise((resolve) => {
      const timer = setTimeout(() => this.#waiting.get(seq)?.(0), ANSWER_MS);
      this.#waiting.set(seq, (status) => {
        clearTimeout(timer);
        this.#waiting.delete(seq);
        resolve(status);
      });
      this.socket.send(JSON.stringify([seq, method, path, data, {}]), (error) => {
        if (error) this.#waiting.get(seq)?.(0);
      });
    });
  }

  close(): void {
    this.socket.close(1000);
  }

  #hear(text: string): void {
    const frame: unknown = JSON.parse(text);
    if (!Array.isArray(frame)) return;
    const [seq, second] = frame as unknown[];
    if (second === "PUBLISH") this.socket.send(JSON.stringify([seq, "ACK"]));
    else if (typeof seq === "number" && typeof second === "number") this.#waiting.get(seq)?.(second);
  }
}
