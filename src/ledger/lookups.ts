import type { Database } from "./database.js";

export class Lookups {
  constructor(
    protected readonly db: Database,
    protected readonly appId: string,
  ) {}
}
