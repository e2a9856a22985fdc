/** Every table, for the driver and for the migrations. */
export * from "./tables/accounts.js";
export * from "./tables/app-answers.js";
export * from "./tables/audit.js";
export * from "./tables/deliveries.js";
export * from "./tables/holds.js";
export * from "./tables/identity.js";
export * from "./tables/keys.js";
export * from "./tables/log.js";
export * from "./tables/requests.js";
export * from "./tables/runs.js";
export * from "./tables/schedules.js";
export { scrubjay } from "./tables/scrubjay.js";
export * from "./tables/suppression.js";
export * from "./tables/tokens.js";
export * from "./tables/user-counts.js";
export * from "./tables/user-fields.js";
