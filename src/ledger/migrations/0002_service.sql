CREATE TABLE "scrubjay"."audit_actions" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "scrubjay"."audit_actions_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"at" timestamp with time zone DEFAULT now() NOT NULL,
	"app_id" text NOT NULL,
	"actor" text NOT NULL,
	"role" text NOT NULL,
	"action" text NOT NULL,
	"target" text,
	"result" text NOT NULL,
	"code" text,
	"tool_version" text NOT NULL
);
--> statement-breakpoint
CREATE TABLE "scrubjay"."deliveries" (
	"id" text PRIMARY KEY NOT NULL,
	"seq" bigserial NOT NULL,
	"app_id" text NOT NULL,
	"kind" text NOT NULL,
	"event" text NOT NULL,
	"receiver" text NOT NULL,
	"stream" text NOT NULL,
	"about" text NOT NULL,
	"sealed" text NOT NULL,
	"state" text DEFAULT 'pending' NOT NULL,
	"attempts" integer DEFAULT 0 NOT NULL,
	"next_at" timestamp with time zone NOT NULL,
	"tries_until" timestamp with time zone NOT NULL,
	"last_status" integer,
	"last_code" text,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"delivered_at" timestamp with time zone
);
--> statement-breakpoint
CREATE TABLE "scrubjay"."holds" (
	"id" text PRIMARY KEY NOT NULL,
	"app_id" text NOT NULL,
	"subject" text NOT NULL,
	"ground" text NOT NULL,
	"owner" text NOT NULL,
	"reason" text,
	"ends_at" timestamp with time zone,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"created_by" text NOT NULL,
	"lifted_at" timestamp with time zone,
	"lifted_by" text
);
--> statement-breakpoint
CREATE TABLE "scrubjay"."idempotency_keys" (
	"app_id" text NOT NULL,
	"actor" text NOT NULL,
	"key" text NOT NULL,
	"body_digest" text NOT NULL,
	"answer" jsonb,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "idempotency_keys_app_id_actor_key_pk" PRIMARY KEY("app_id","actor","key")
);
--> statement-breakpoint
CREATE TABLE "scrubjay"."lookups" (
	"id" serial PRIMARY KEY NOT NULL,
	"app_id" text NOT NULL,
	"state" text NOT NULL,
	"page" integer DEFAULT 0 NOT NULL,
	"cursor" text,
	"scanned" integer DEFAULT 0 NOT NULL,
	"code" text,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"finished_at" timestamp with time zone
);
--> statement-breakpoint
CREATE TABLE "scrubjay"."request_emails" (
	"request_id" text NOT NULL,
	"email" text NOT NULL,
	"lookup_id" integer,
	"matches" integer DEFAULT 0 NOT NULL,
	"resolved_at" timestamp with time zone,
	CONSTRAINT "request_emails_request_id_email_pk" PRIMARY KEY("request_id","email")
);
--> statement-breakpoint
CREATE TABLE "scrubjay"."request_events" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "scrubjay"."request_events_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"request_id" text NOT NULL,
	"at" timestamp with time zone NOT NULL,
	"state" text NOT NULL,
	"code" text,
	"actor" text NOT NULL
);
--> statement-breakpoint
CREATE TABLE "scrubjay"."request_subjects" (
	"request_id" text NOT NULL,
	"subject" text NOT NULL,
	"state" text NOT NULL,
	"sealed" text,
	"run_id" integer,
	"outcome" text,
	"reason" text,
	"fields" text[] DEFAULT '{}' NOT NULL,
	"remaining" text[] DEFAULT '{}' NOT NULL,
	"verified_at" timestamp with time zone,
	CONSTRAINT "request_subjects_request_id_subject_pk" PRIMARY KEY("request_id","subject"),
	CONSTRAINT "open_subjects_are_sealed" CHECK ("scrubjay"."request_subjects"."state" = 'settled' or "scrubjay"."request_subjects"."sealed" is not null)
);
--> statement-breakpoint
CREATE TABLE "scrubjay"."requests" (
	"id" text PRIMARY KEY NOT NULL,
	"app_id" text NOT NULL,
	"state" text NOT NULL,
	"regulation" text NOT NULL,
	"protocol" text NOT NULL,
	"created_by" text NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"received_at" timestamp with time zone NOT NULL,
	"deadline" timestamp with time zone NOT NULL,
	"extended_at" timestamp with time zone,
	"extension_reason" text,
	"wait_until" timestamp with time zone,
	"reason" text,
	"begun_at" timestamp with time zone,
	"policy" text NOT NULL,
	"policy_digest" text NOT NULL,
	"code" text,
	"warnings" integer DEFAULT 0 NOT NULL,
	"finished_at" timestamp with time zone,
	"controller_request_id" text,
	"body_digest" text,
	"callbacks" text
);
--> statement-breakpoint
CREATE TABLE "scrubjay"."schedule_slots" (
	"schedule_id" integer NOT NULL,
	"slot" timestamp with time zone NOT NULL,
	"trigger" text NOT NULL,
	"started_by" text NOT NULL,
	"state" text NOT NULL,
	"run_id" integer,
	"watch_id" integer,
	"code" text,
	"started_at" timestamp with time zone,
	"finished_at" timestamp with time zone,
	CONSTRAINT "schedule_slots_schedule_id_slot_pk" PRIMARY KEY("schedule_id","slot")
);
--> statement-breakpoint
CREATE TABLE "scrubjay"."schedules" (
	"id" serial PRIMARY KEY NOT NULL,
	"app_id" text NOT NULL,
	"name" text NOT NULL,
	"source" text NOT NULL,
	"kind" text NOT NULL,
	"cron" text NOT NULL,
	"time_zone" text NOT NULL,
	"approval" text NOT NULL,
	"policy_name" text NOT NULL,
	"policy" text NOT NULL,
	"policy_digest" text NOT NULL,
	"after" timestamp with time zone NOT NULL,
	"created_by" text NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"removed_at" timestamp with time zone
);
--> statement-breakpoint
CREATE TABLE "scrubjay"."comebacks" (
	"watch_id" integer NOT NULL,
	"app_id" text NOT NULL,
	"kind" text NOT NULL,
	"subject" text NOT NULL,
	"seen_at" timestamp with time zone NOT NULL,
	"blank_since" timestamp with time zone NOT NULL,
	"fields" text[] NOT NULL,
	"still_back" boolean NOT NULL,
	"held" boolean NOT NULL,
	"erased_by" integer,
	"sealed" text,
	"run_id" integer,
	CONSTRAINT "comebacks_watch_id_kind_subject_pk" PRIMARY KEY("watch_id","kind","subject")
);
--> statement-breakpoint
CREATE TABLE "scrubjay"."suppression" (
	"app_id" text NOT NULL,
	"kind" text NOT NULL,
	"subject" text NOT NULL,
	"since" timestamp with time zone NOT NULL,
	"run_id" integer,
	"on_demand" boolean NOT NULL,
	"found" boolean NOT NULL,
	"comebacks" integer DEFAULT 0 NOT NULL,
	"last_comeback_at" timestamp with time zone,
	CONSTRAINT "suppression_app_id_kind_subject_pk" PRIMARY KEY("app_id","kind","subject")
);
--> statement-breakpoint
CREATE TABLE "scrubjay"."watches" (
	"id" serial PRIMARY KEY NOT NULL,
	"app_id" text NOT NULL,
	"mode" text NOT NULL,
	"from_app" text NOT NULL,
	"state" text NOT NULL,
	"on_comeback" text NOT NULL,
	"auto_apply" boolean NOT NULL,
	"page" integer DEFAULT 0 NOT NULL,
	"cursor" text,
	"scanned" integer DEFAULT 0 NOT NULL,
	"known" integer DEFAULT 0 NOT NULL,
	"came_back" integer DEFAULT 0 NOT NULL,
	"code" text,
	"created_by" text NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"finished_at" timestamp with time zone
);
--> statement-breakpoint
CREATE TABLE "scrubjay"."tokens" (
	"id" text PRIMARY KEY NOT NULL,
	"app_id" text NOT NULL,
	"name" text NOT NULL,
	"role" text NOT NULL,
	"hash" text NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"created_by" text NOT NULL,
	"expires_at" timestamp with time zone,
	"last_used_at" timestamp with time zone,
	"revoked_at" timestamp with time zone
);
--> statement-breakpoint
ALTER TABLE "scrubjay"."runs" ADD COLUMN "created_by" text DEFAULT 'cli' NOT NULL;--> statement-breakpoint
ALTER TABLE "scrubjay"."runs" ADD COLUMN "approved_by" text;--> statement-breakpoint
ALTER TABLE "scrubjay"."runs" ADD COLUMN "watch_id" integer;--> statement-breakpoint
CREATE INDEX "keys_by_age" ON "scrubjay"."idempotency_keys" USING btree ("app_id","created_at");--> statement-breakpoint
CREATE INDEX "actions_in_order" ON "scrubjay"."audit_actions" USING btree ("app_id","id");--> statement-breakpoint
CREATE INDEX "pending_deliveries" ON "scrubjay"."deliveries" USING btree ("app_id","stream","seq") WHERE "scrubjay"."deliveries"."state" = 'pending';--> statement-breakpoint
CREATE INDEX "due_deliveries" ON "scrubjay"."deliveries" USING btree ("app_id","receiver","next_at") WHERE "scrubjay"."deliveries"."state" = 'pending';--> statement-breakpoint
CREATE INDEX "old_deliveries" ON "scrubjay"."deliveries" USING btree ("app_id","delivered_at") WHERE "scrubjay"."deliveries"."state" = 'delivered';--> statement-breakpoint
CREATE INDEX "deliveries_in_order" ON "scrubjay"."deliveries" USING btree ("app_id","seq");--> statement-breakpoint
CREATE INDEX "deliveries_about" ON "scrubjay"."deliveries" USING btree ("about");--> statement-breakpoint
CREATE INDEX "standing_holds" ON "scrubjay"."holds" USING btree ("app_id","subject") WHERE "scrubjay"."holds"."lifted_at" is null;--> statement-breakpoint
CREATE INDEX "holds_in_order" ON "scrubjay"."holds" USING btree ("app_id","created_at","id");--> statement-breakpoint
CREATE UNIQUE INDEX "one_active_lookup" ON "scrubjay"."lookups" USING btree ("app_id") WHERE "scrubjay"."lookups"."state" = 'scanning';--> statement-breakpoint
CREATE INDEX "emails_by_lookup" ON "scrubjay"."request_emails" USING btree ("lookup_id");--> statement-breakpoint
CREATE INDEX "events_by_request" ON "scrubjay"."request_events" USING btree ("request_id","id");--> statement-breakpoint
CREATE INDEX "request_subjects_by_subject" ON "scrubjay"."request_subjects" USING btree ("subject");--> statement-breakpoint
CREATE INDEX "request_subjects_by_run" ON "scrubjay"."request_subjects" USING btree ("run_id");--> statement-breakpoint
CREATE INDEX "working_subjects" ON "scrubjay"."request_subjects" USING btree ("subject","run_id") WHERE "scrubjay"."request_subjects"."state" = 'working';--> statement-breakpoint
CREATE UNIQUE INDEX "one_controller_request" ON "scrubjay"."requests" USING btree ("app_id","created_by","controller_request_id") WHERE "scrubjay"."requests"."controller_request_id" is not null;--> statement-breakpoint
CREATE INDEX "open_requests" ON "scrubjay"."requests" USING btree ("app_id","deadline") WHERE "scrubjay"."requests"."finished_at" is null;--> statement-breakpoint
CREATE INDEX "requests_in_order" ON "scrubjay"."requests" USING btree ("app_id","created_at","id");--> statement-breakpoint
CREATE INDEX "requests_by_state" ON "scrubjay"."requests" USING btree ("app_id","state","created_at","id");--> statement-breakpoint
CREATE INDEX "open_slots" ON "scrubjay"."schedule_slots" USING btree ("schedule_id") WHERE "scrubjay"."schedule_slots"."finished_at" is null;--> statement-breakpoint
CREATE INDEX "slots_by_run" ON "scrubjay"."schedule_slots" USING btree ("run_id");--> statement-breakpoint
CREATE UNIQUE INDEX "one_schedule_of_a_name" ON "scrubjay"."schedules" USING btree ("app_id","name") WHERE "scrubjay"."schedules"."removed_at" is null;--> statement-breakpoint
CREATE INDEX "comebacks_in_order" ON "scrubjay"."comebacks" USING btree ("app_id","seen_at");--> statement-breakpoint
CREATE INDEX "comebacks_by_subject" ON "scrubjay"."comebacks" USING btree ("subject");--> statement-breakpoint
CREATE INDEX "comebacks_to_scrub" ON "scrubjay"."comebacks" USING btree ("watch_id") WHERE "scrubjay"."comebacks"."sealed" is not null;--> statement-breakpoint
CREATE UNIQUE INDEX "one_active_watch" ON "scrubjay"."watches" USING btree ("app_id") WHERE "scrubjay"."watches"."state" = 'scanning';--> statement-breakpoint
CREATE UNIQUE INDEX "one_token_of_a_name" ON "scrubjay"."tokens" USING btree ("app_id","name") WHERE "scrubjay"."tokens"."revoked_at" is null;