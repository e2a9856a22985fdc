import type { IncomingMessage } from "node:http";
import type { Duplex } from "node:stream";
import { WebSocketServer } from "ws";
import type { Tokens } from "../api/tokens.js";
import type { SandboxData } from "../sandbox-data.js";
import type { State } from "../state.js";
import type { Hub, Listener } from "./call.js";
import { Connection, type Address } from "./connection.js";
import { publisherOf } from "./events/publisher.js";
import { SearchIndex } from "./search-index.js";
import { StaleUsers } from "./stale-users.js";
import { Subscriptions } from "./subscriptions.js";
import { TypingTimers } from "./typing-timers.js";

/** The largest frame that is taken: a message with everything in it is far below. */
const MAX_FRAME_BYTES = 4 * 1024 * 1024;

/** Where the client looks for it: by `host` below `/public_api/v1`, by `apiUrls` wherever REST is. */
const ADDRESS = /^(?:\/public_api)?\/v1\/([^/?#]+)\/realtime\/([^/?#]+)(?:[?#]|$)/;

const REFUSAL = "HTTP/1.1 404 Not Found\r\nConnection: close\r\nContent-Length: 0\r\n\r\n";

/** The Realtime API: one socket for each client, over one app's data. */
export class Realtime {
  readonly #server = new WebSocketServer({ noServer: true, maxPayload: MAX_FRAME_BYTES });
  readonly #connections = new Set<Connection>();
  #hub: AppHub;

  constructor(
    readonly state: State,
    readonly tokens: Tokens,
  ) {
    this.#hub = new AppHub(state.data);
    state.onReset(() => this.#begin());
  }

  /** What is shared over the data as it is now. */
  get hub(): Hub {
    return this.#hub;
  }

  /**
   * Takes every upgrade of its own and refuses within the protocol: the client listens to no error of its socket, so that a
   * refused upgrade ends a Node process.
   */
  upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void {
    const address = addressOf(request.url ?? "");
    // A client that goes away here is nobody's failure.
    socket.on("error", () => socket.destroy());
    if (address === undefined) {
      socket.end(REFUSAL, () => socket.destroy());
      return;
    }
    this.#server.handleUpgrade(request, socket, head, (webSocket) => {
      const connection = new Connection(webSocket, address, this.#hub, this.tokens);
      this.#connections.add(connection);
      webSocket.on("close", () => this.#connections.delete(connection));
    });
  }

  /** Ends every socket. */
  close(): void {
    for (const connection of this.#connections) connection.terminate();
    this.#hub.close();
  }

  /** What was watched is gone with the data: whoever was connected comes back and gets everything anew. */
  #begin(): void {
    this.close();
    this.#hub = new AppHub(this.state.data);
  }
}

class AppHub implements Hub {
  readonly subscriptions = new Subscriptions<Listener>();
  readonly typing: TypingTimers;
  readonly searchIndex: SearchIndex;
  readonly staleUsers: StaleUsers;
  readonly #deafen: readonly (() => void)[];

  constructor(readonly data: SandboxData) {
    this.typing = new TypingTimers(data);
    this.searchIndex = new SearchIndex(data);
    this.staleUsers = new StaleUsers(data);
    this.#deafen = [
      data.changes.listen(publisherOf(this)),
      data.changes.listen((change) => this.searchIndex.note(change)),
      data.changes.listen((change) => this.staleUsers.note(change)),
    ];
  }

  close(): void {
    this.typing.close();
    for (const deafen of this.#deafen) deafen();
  }
}

function addressOf(url: string): Address | undefined {
  const [, appId, userId] = ADDRESS.exec(url) ?? [];
  if (appId === undefined || userId === undefined) return undefined;
  return { appId: decoded(appId) ?? "", userId: decoded(userId) };
}

function decoded(segment: string): string | undefined {
  try {
    return decodeURIComponent(segment);
  } catch {
    return undefined;
  }
}
