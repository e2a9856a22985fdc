ALTER TABLE "scrubjay"."audit_actions" ADD COLUMN "format" smallint DEFAULT 1 NOT NULL;--> statement-breakpoint
ALTER TABLE "scrubjay"."audit_actions" ADD COLUMN "salt" text;--> statement-breakpoint
ALTER TABLE "scrubjay"."audit_entries" ADD COLUMN "format" smallint DEFAULT 1 NOT NULL;--> statement-breakpoint
ALTER TABLE "scrubjay"."audit_entries" ADD COLUMN "places" jsonb;--> statement-breakpoint
ALTER TABLE "scrubjay"."audit_entries" ADD COLUMN "id_looks_like" text;--> statement-breakpoint
ALTER TABLE "scrubjay"."runs" ADD COLUMN "api_origin" text;