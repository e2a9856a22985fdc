-- The database itself keeps the evidence append-only, whatever a program or a person tries.
CREATE FUNCTION "scrubjay"."refuse_change"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
	RAISE EXCEPTION 'audit entries are append-only' USING ERRCODE = 'insufficient_privilege';
END
$$;
--> statement-breakpoint
CREATE TRIGGER "append_only_rows" BEFORE UPDATE OR DELETE ON "scrubjay"."audit_entries"
	FOR EACH ROW EXECUTE FUNCTION "scrubjay"."refuse_change"();
--> statement-breakpoint
CREATE TRIGGER "append_only_table" BEFORE TRUNCATE ON "scrubjay"."audit_entries"
	FOR EACH STATEMENT EXECUTE FUNCTION "scrubjay"."refuse_change"();
--> statement-breakpoint
ALTER TABLE "scrubjay"."audit_entries" ENABLE ALWAYS TRIGGER "append_only_rows";
--> statement-breakpoint
ALTER TABLE "scrubjay"."audit_entries" ENABLE ALWAYS TRIGGER "append_only_table";
