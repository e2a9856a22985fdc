import type { Database } from "./database.js";

export class IdempotencyKeys {
  constructor(
    protected readonly db: Database,
    protected readonly appId: string,
  ) {}
}
