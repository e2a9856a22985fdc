ALTER TABLE "scrubjay"."holds" ADD COLUMN "identity" text DEFAULT 'unasked' NOT NULL;--> statement-breakpoint
ALTER TABLE "scrubjay"."holds" ADD COLUMN "sealed" text;--> statement-breakpoint
ALTER TABLE "scrubjay"."holds" ADD COLUMN "confirmed_at" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "scrubjay"."holds" ADD COLUMN "confirmed_by" text;