import type { Database } from "./database.js";

export class Suppression {
  constructor(
    protected readonly db: Database,
    protected readonly appId: string,
  ) {}
}
