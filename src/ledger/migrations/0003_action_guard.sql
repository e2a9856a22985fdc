-- The record of who asked for what is append-only too.
CREATE TRIGGER "append_only_rows" BEFORE UPDATE OR DELETE ON "scrubjay"."audit_actions"
	FOR EACH ROW EXECUTE FUNCTION "scrubjay"."refuse_change"();
--> statement-breakpoint
CREATE TRIGGER "append_only_table" BEFORE TRUNCATE ON "scrubjay"."audit_actions"
	FOR EACH STATEMENT EXECUTE FUNCTION "scrubjay"."refuse_change"();
--> statement-breakpoint
ALTER TABLE "scrubjay"."audit_actions" ENABLE ALWAYS TRIGGER "append_only_rows";
--> statement-breakpoint
ALTER TABLE "scrubjay"."audit_actions" ENABLE ALWAYS TRIGGER "append_only_table";
