CREATE TABLE "scrubjay"."user_fields" (
	"app_id" text NOT NULL,
	"name" text NOT NULL,
	"first_seen" timestamp with time zone NOT NULL,
	"last_seen" timestamp with time zone NOT NULL,
	"users" integer,
	"counted_at" timestamp with time zone,
	"trial" text,
	"trial_version" text,
	"trial_at" timestamp with time zone,
	"trial_mac" text,
	CONSTRAINT "user_fields_app_id_name_pk" PRIMARY KEY("app_id","name")
);
--> statement-breakpoint
ALTER TABLE "scrubjay"."batches" ADD COLUMN "in_part" integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "scrubjay"."worklist" ADD COLUMN "remaining" text[] DEFAULT '{}' NOT NULL;