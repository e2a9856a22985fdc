ALTER TABLE "scrubjay"."runs" ADD COLUMN "scan_mac" text;--> statement-breakpoint
ALTER TABLE "scrubjay"."worklist" ADD COLUMN "mac" text;