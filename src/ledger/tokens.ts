import type { Database } from "./database.js";

export class Tokens {
  constructor(
    protected readonly db: Database,
    protected readonly appId: string,
  ) {}
}
