import { z } from "zod";
import { failure, isFailure } from "../base/errors.js";
import { type Api, type CallOptions, endpoint, type QueryValue } from "./request.js";

interface Item {
  id: string;
}

/** What is listed, and how: everything but the position in the list. */
export interface ListRequest<T> {
  route: `GET /${string}`;
  ids?: readonly string[];
  item: z.ZodType<T>;
  /** Items a page. */
  limit: number;
  /** Of the API. @default API_VERSION */
  version?: string | undefined;
  query?: Readonly<Record<string, QueryValue>>;
  /** The ID after which the list begins; from its start without. */
  startingAfter?: string | undefined;
}

/**
 * A list of the API: one page by `page()`, all of them by `for await`. It ends with an empty page that was asked for twice:
 * a short one proves nothing, and one that failed throws. One that is too large is asked for in halves, down to one item.
 * @throws API_TOO_LARGE where one item alone is: nobody knows the ID after which the list would go on.
 */
export class Listing<T extends Item> implements AsyncIterable<T[]> {
  constructor(
    private readonly api: Api,
    private readonly request: ListRequest<T>,
    private readonly options: CallOptions = {},
  ) {}

  /** The first page, which is empty only when the API says so. */
  page(): Promise<T[]> {
    return this.#page(this.request.startingAfter);
  }

  /** Page after page, none of them empty. */
  async *[Symbol.asyncIterator](): AsyncGenerator<T[], void, undefined> {
    let cursor = this.request.startingAfter;
    // Brent's way to notice a circle of any length with one remembered place, moved ever more rarely.
    let landmark = cursor;
    for (let steps = 1, next = 1; ; steps++) {
      const page = await this.#page(cursor);
      const last = page.at(-1)?.id;
      if (last === undefined) return;
      if (last === cursor || last === landmark) {
        const { route } = this.request;
        throw failure("API_INVALID_ANSWER", { route, problem: "its pages do not advance" });
      }
      yield page;
      cursor = last;
      if (steps === next) {
        landmark = last;
        next *= 2;
      }
    }
  }

  async #page(startingAfter: string | undefined, limit = this.request.limit): Promise<T[]> {
    try {
      return await this.#read(startingAfter, limit);
    } catch (error) {
      if (!isFailure(error, "API_TOO_LARGE") || limit <= 1) throw error;
      return this.#page(startingAfter, Math.ceil(limit / 2));
    }
  }

  async #read(startingAfter: string | undefined, limit: number): Promise<T[]> {
    const { route, ids, item, query, version } = this.request;
    const { data } = await this.api(
      {
        ...endpoint(route, ids, { limit, startingAfter, ...query }),
        version,
        meter: "rest",
        answer: z.looseObject({ data: z.array(item) }),
        isDoubtful: ({ data }) => data.length === 0,
      },
      this.options,
    );
    return data;
  }
}
