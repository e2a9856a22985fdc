CREATE TABLE "scrubjay"."user_counts" (
	"app_id" text PRIMARY KEY NOT NULL,
	"users" integer NOT NULL,
	"counted_at" timestamp with time zone NOT NULL
);
