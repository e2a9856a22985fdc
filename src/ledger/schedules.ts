import type { Database } from "./database.js";

export class Schedules {
  constructor(
    protected readonly db: Database,
    protected readonly appId: string,
  ) {}
}
