import { createBullBoard } from "@bull-board/api";
import { BullMQAdapter } from "@bull-board/api/bullMQAdapter";
import type {
  AppControllerRoute,
  BullBoardQueues,
  IServerAdapter,
  UIConfig,
} from "@bull-board/api/typings/app";
import { ASSETS } from "../assets.js";
import { QUEUE_NAMES } from "../../queue/queue-name.js";
import type { Queues } from "../../queue/queues.js";

/** One thing that bull-board answers or does. */
export interface BoardRoute {
  method: string;
  path: string;
  call: (asked: Asked) => Promise<{ status: number; body: unknown }>;
}

export interface Asked {
  params: Record<string, string>;
  query: Record<string, string>;
}

export interface Board {
  routes: BoardRoute[];
  /** Addresses at which its page is. */
  pages: string[];
  uiConfig: UIConfig;
}

const UI_CONFIG: UIConfig = {
  boardTitle: "Scrubjay",
  miscLinks: [{ text: "To the overview", url: "/" }],
  hideDocsLink: true,
  locale: { lng: "en-US" },
  boardLogo: { path: ASSETS.icon, width: 26, height: 26 },
  favIcon: { default: ASSETS.icon, alternative: ASSETS.icon },
};

/**
 * bull-board over our queues, as data: its routes, for us to choose from. Its own adapters for web servers would register
 * all of them, and their page asks other hosts for fonts.
 * @param uiFolder where its files are.
 */
export function openBoard(queues: Queues, uiFolder: string): Board {
  const board = new Collected();
  createBullBoard({
    queues: QUEUE_NAMES.map((name) => new BullMQAdapter(queues.get(name))),
    serverAdapter: board,
    options: { uiBasePath: uiFolder, uiConfig: UI_CONFIG },
  });
  return board;
}

class Collected implements IServerAdapter, Board {
  routes: BoardRoute[] = [];
  pages: string[] = [];
  uiConfig: UIConfig = {};
  #queues: BullBoardQueues = new Map();

  setQueues(queues: BullBoardQueues): this {
    this.#queues = queues;
    return this;
  }

  setUIConfig(config: UIConfig): this {
    this.uiConfig = config;
    return this;
  }

  setEntryRoute({ route }: { route: string | string[] }): this {
    // It has no history of numbers: that page would ask for what isn't there.
    this.pages = [route].flat().filter((page) => page !== "/metrics-history");
    return this;
  }

  setApiRoutes(routes: AppControllerRoute[]): this {
    this.routes = routes.flatMap((route) =>
      [route.method]
        .flat()
        .flatMap((method) => [route.route].flat().map((path) => this.#one(method, path, route))),
    );
    return this;
  }

  // Files, pages and failures are told by us.
  setViewsPath(): this {
    return this;
  }
  setStaticPath(): this {
    return this;
  }
  setErrorHandler(): this {
    return this;
  }

  #one(method: string, path: string, route: AppControllerRoute): BoardRoute {
    return {
      method,
      path,
      call: async ({ params, query }) => {
        const { uiConfig } = this;
        // No body: no act that is offered takes one.
        const request = { queues: this.#queues, uiConfig, params, query, body: {}, headers: {} };
        const { status = 200, body } = await route.handler(request);
        return { status, body };
      },
    };
  }
}
