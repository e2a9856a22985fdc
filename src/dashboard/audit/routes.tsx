import type { Router } from "../router.js";
import { registerAuditFiles } from "./file-routes.js";
import { registerAuditLists } from "./list-routes.js";
import { registerAuditLog } from "./log-routes.js";
import { registerPeople } from "./person-routes.js";

/** The audit log: whom it is about, what it says, and that it holds. */
export function registerAudit(app: Router): void {
  registerPeople(app);
  registerAuditLists(app);
  registerAuditLog(app);
  registerAuditFiles(app);
}
