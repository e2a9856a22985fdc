import type { Database } from "./database.js";

export class Deliveries {
  constructor(
    protected readonly db: Database,
    protected readonly appId: string,
  ) {}
}
