import type { Database } from "./database.js";

export class Watches {
  constructor(
    protected readonly db: Database,
    protected readonly appId: string,
  ) {}
}
