import type { SandboxData } from "../sandbox-data.js";
import type { SandboxUser } from "../shapes/user.js";
import type { Change } from "../store/changes.js";

/** What users were before they were edited, for a fault that shows it; nothing while there is none. */
export class StaleUsers {
  readonly #before = new Map<string, SandboxUser>();

  constructor(private readonly data: Pick<SandboxData, "users" | "faults">) {}

  note(change: Change): void {
    if (change.type !== "user.edited") return;
    const { id } = change.user;
    if (!this.data.faults.keepsStale) this.#before.delete(id);
    else if (!this.#before.has(id)) this.#before.set(id, change.before);
  }

  /** The user as the Realtime API has them. */
  get(id: string): SandboxUser | undefined {
    const before = this.#before.get(id);
    return before !== undefined && this.data.faults.isStale(id) ? before : this.data.users.get(id);
  }
}
