import type { Hono } from "hono";
import { assertRole } from "../service/assert-role.js";
import type { PageContext, PageEnv } from "./env.js";
import { PAGES, type AddressOf } from "./pages.js";

type Answer = (c: PageContext) => Response | Promise<Response>;

/** What pages are registered on: an address that isn't in the table of pages doesn't compile. */
export class Router {
  constructor(private readonly app: Hono<PageEnv>) {}

  get(address: AddressOf<"page" | "form" | "file" | "live">, answer: Answer): void {
    const { role } = PAGES[address];
    this.app.get(address, (c) => {
      if (role !== "anyone") assertRole(c.get("actor"), role);
      return answer(c);
    });
  }

  /** Whose role isn't enough is refused by what the form asks for, which records it. */
  post(address: AddressOf<"form" | "act" | "answer">, answer: Answer): void {
    this.app.post(address, answer);
    if (PAGES[address].kind === "answer")
      this.app.get(address, (c) => c.redirect(address.replace(/\/\w+$/, ""), 303));
  }
}
