import type { Database } from "./database.js";
import type { requests } from "./schema.js";

export type Request = typeof requests.$inferSelect;

export class Requests {
  constructor(
    protected readonly db: Database,
    protected readonly appId: string,
  ) {}
}
