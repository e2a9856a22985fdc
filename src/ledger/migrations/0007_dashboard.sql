CREATE TABLE "scrubjay"."accounts" (
	"id" text PRIMARY KEY NOT NULL,
	"app_id" text NOT NULL,
	"name" text NOT NULL,
	"role" text NOT NULL,
	"password" text,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"created_by" text NOT NULL,
	"last_sign_in_at" timestamp with time zone,
	"removed_at" timestamp with time zone
);
--> statement-breakpoint
CREATE TABLE "scrubjay"."sessions" (
	"hash" text PRIMARY KEY NOT NULL,
	"app_id" text NOT NULL,
	"account_id" text,
	"token_id" text,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"seen_at" timestamp with time zone NOT NULL,
	CONSTRAINT "a_session_is_somebodys" CHECK (("scrubjay"."sessions"."account_id" is null) <> ("scrubjay"."sessions"."token_id" is null))
);
--> statement-breakpoint
CREATE TABLE "scrubjay"."sign_in_links" (
	"hash" text PRIMARY KEY NOT NULL,
	"account_id" text NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"expires_at" timestamp with time zone NOT NULL
);
--> statement-breakpoint
DROP INDEX "scrubjay"."requests_by_state";--> statement-breakpoint
DROP INDEX "scrubjay"."runs_by_state";--> statement-breakpoint
ALTER TABLE "scrubjay"."batches" ADD COLUMN "finished_at" timestamp with time zone;--> statement-breakpoint
CREATE UNIQUE INDEX "one_account_of_a_name" ON "scrubjay"."accounts" USING btree ("app_id","name") WHERE "scrubjay"."accounts"."removed_at" is null;--> statement-breakpoint
CREATE INDEX "sessions_by_account" ON "scrubjay"."sessions" USING btree ("account_id");--> statement-breakpoint
CREATE INDEX "sessions_by_token" ON "scrubjay"."sessions" USING btree ("token_id");--> statement-breakpoint
CREATE INDEX "sessions_by_age" ON "scrubjay"."sessions" USING btree ("app_id","seen_at");--> statement-breakpoint
CREATE INDEX "links_by_account" ON "scrubjay"."sign_in_links" USING btree ("account_id");--> statement-breakpoint
CREATE INDEX "actions_by_actor" ON "scrubjay"."audit_actions" USING btree ("app_id","actor","id","action");--> statement-breakpoint
CREATE INDEX "actions_by_action" ON "scrubjay"."audit_actions" USING btree ("app_id","action","id");--> statement-breakpoint
CREATE INDEX "entries_in_order" ON "scrubjay"."audit_entries" USING btree ("app_id","id");--> statement-breakpoint
CREATE INDEX "entries_by_run" ON "scrubjay"."audit_entries" USING btree ("run_id","id");--> statement-breakpoint
CREATE INDEX "deliveries_by_state" ON "scrubjay"."deliveries" USING btree ("app_id","state","seq");--> statement-breakpoint
CREATE INDEX "requests_by_regulation" ON "scrubjay"."requests" USING btree ("app_id","regulation","created_at","id");--> statement-breakpoint
CREATE INDEX "open_requests_in_order" ON "scrubjay"."requests" USING btree ("app_id","created_at","id","deadline","state","regulation") WHERE "scrubjay"."requests"."finished_at" is null;--> statement-breakpoint
CREATE INDEX "runs_in_order" ON "scrubjay"."runs" USING btree ("app_id","id");--> statement-breakpoint
CREATE INDEX "parked_users" ON "scrubjay"."worklist" USING btree ("run_id","reason") WHERE "scrubjay"."worklist"."state" = 'parked';--> statement-breakpoint
CREATE INDEX "people_back" ON "scrubjay"."suppression" USING btree ("app_id","last_comeback_at") WHERE "scrubjay"."suppression"."last_comeback_at" > "scrubjay"."suppression"."since";--> statement-breakpoint
CREATE INDEX "requests_by_state" ON "scrubjay"."requests" USING btree ("app_id","state","created_at","id","regulation");--> statement-breakpoint
CREATE INDEX "runs_by_state" ON "scrubjay"."runs" USING btree ("app_id","state","id");