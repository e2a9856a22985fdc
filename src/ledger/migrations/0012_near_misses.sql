ALTER TABLE "scrubjay"."request_emails" ADD COLUMN "likeness" jsonb;--> statement-breakpoint
ALTER TABLE "scrubjay"."request_emails" ADD COLUMN "near_misses" integer;