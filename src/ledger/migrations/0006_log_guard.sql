-- Which row is at which index of the tree never changes either.
CREATE TRIGGER "append_only_rows" BEFORE UPDATE OR DELETE ON "scrubjay"."log_leaves"
	FOR EACH ROW EXECUTE FUNCTION "scrubjay"."refuse_change"();
--> statement-breakpoint
CREATE TRIGGER "append_only_table" BEFORE TRUNCATE ON "scrubjay"."log_leaves"
	FOR EACH STATEMENT EXECUTE FUNCTION "scrubjay"."refuse_change"();
--> statement-breakpoint
ALTER TABLE "scrubjay"."log_leaves" ENABLE ALWAYS TRIGGER "append_only_rows";
--> statement-breakpoint
ALTER TABLE "scrubjay"."log_leaves" ENABLE ALWAYS TRIGGER "append_only_table";
--> statement-breakpoint
-- What was recorded before there was a log is sealed first.
INSERT INTO "scrubjay"."log_inheritance" ("app_id", "kind", "rows", "last_id")
	SELECT "app_id", 'entry', count(*), max("id") FROM "scrubjay"."audit_entries" GROUP BY "app_id"
	UNION ALL
	SELECT "app_id", 'action', count(*), max("id") FROM "scrubjay"."audit_actions" GROUP BY "app_id";
