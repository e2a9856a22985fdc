CREATE SCHEMA IF NOT EXISTS "scrubjay";
--> statement-breakpoint
CREATE TABLE "scrubjay"."audit_entries" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "scrubjay"."audit_entries_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"at" timestamp with time zone DEFAULT now() NOT NULL,
	"app_id" text NOT NULL,
	"run_id" integer NOT NULL,
	"kind" text NOT NULL,
	"subject" text NOT NULL,
	"outcome" text NOT NULL,
	"reason" text,
	"fields" text[] NOT NULL,
	"remaining" text[] NOT NULL,
	"custom_keys" jsonb,
	"policy_digest" text NOT NULL,
	"verification" text,
	"verified_at" timestamp with time zone,
	"attempts" integer NOT NULL,
	"round" integer NOT NULL,
	"tool_version" text NOT NULL
);
--> statement-breakpoint
CREATE TABLE "scrubjay"."batches" (
	"run_id" integer NOT NULL,
	"batch" integer NOT NULL,
	"state" text DEFAULT 'pending' NOT NULL,
	"attempts" integer DEFAULT 0 NOT NULL,
	"scrubbed" integer DEFAULT 0 NOT NULL,
	"already_blank" integer DEFAULT 0 NOT NULL,
	"not_found" integer DEFAULT 0 NOT NULL,
	"excluded" integer DEFAULT 0 NOT NULL,
	"failed" integer DEFAULT 0 NOT NULL,
	CONSTRAINT "batches_run_id_batch_pk" PRIMARY KEY("run_id","batch")
);
--> statement-breakpoint
CREATE TABLE "scrubjay"."identity" (
	"only" boolean PRIMARY KEY DEFAULT true NOT NULL,
	"ledger_id" text NOT NULL,
	"key_check" text NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "one_row" CHECK ("scrubjay"."identity"."only")
);
--> statement-breakpoint
CREATE TABLE "scrubjay"."list_pages" (
	"run_id" integer NOT NULL,
	"page" integer NOT NULL,
	"cursor" text,
	CONSTRAINT "list_pages_run_id_page_pk" PRIMARY KEY("run_id","page")
);
--> statement-breakpoint
CREATE TABLE "scrubjay"."runs" (
	"id" serial PRIMARY KEY NOT NULL,
	"app_id" text NOT NULL,
	"kind" text NOT NULL,
	"state" text NOT NULL,
	"auto_apply" boolean NOT NULL,
	"listed" boolean NOT NULL,
	"policy" text NOT NULL,
	"policy_digest" text NOT NULL,
	"scan_page" integer DEFAULT 0 NOT NULL,
	"scan_cursor" text,
	"tally" jsonb NOT NULL,
	"handled_before" integer DEFAULT 0 NOT NULL,
	"failed_before" integer DEFAULT 0 NOT NULL,
	"code" text,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"planned_at" timestamp with time zone,
	"approved_at" timestamp with time zone,
	"finished_at" timestamp with time zone,
	"tool_version" text NOT NULL
);
--> statement-breakpoint
CREATE TABLE "scrubjay"."worklist" (
	"run_id" integer NOT NULL,
	"subject" text NOT NULL,
	"batch" integer NOT NULL,
	"list_page" integer,
	"state" text NOT NULL,
	"intent" text,
	"reason" text,
	"fields" text[] DEFAULT '{}' NOT NULL,
	"custom_keys" text[] DEFAULT '{}' NOT NULL,
	"sealed" text,
	"read_at" timestamp with time zone,
	"round" integer DEFAULT 1 NOT NULL,
	CONSTRAINT "worklist_run_id_subject_pk" PRIMARY KEY("run_id","subject"),
	CONSTRAINT "open_rows_are_sealed" CHECK ("scrubjay"."worklist"."state" not in ('listed', 'parked') or "scrubjay"."worklist"."sealed" is not null)
);
--> statement-breakpoint
CREATE UNIQUE INDEX "one_entry_a_round" ON "scrubjay"."audit_entries" USING btree ("run_id","subject","round");--> statement-breakpoint
CREATE INDEX "audit_by_subject" ON "scrubjay"."audit_entries" USING btree ("subject");--> statement-breakpoint
CREATE INDEX "open_batches" ON "scrubjay"."batches" USING btree ("run_id","batch") WHERE "scrubjay"."batches"."state" <> 'done';--> statement-breakpoint
CREATE UNIQUE INDEX "one_active_sweep" ON "scrubjay"."runs" USING btree ("app_id") WHERE "scrubjay"."runs"."kind" = 'sweep' and "scrubjay"."runs"."state" in ('planning', 'applying', 'cancelling');--> statement-breakpoint
CREATE INDEX "runs_by_state" ON "scrubjay"."runs" USING btree ("app_id","state");--> statement-breakpoint
CREATE INDEX "worklist_by_batch" ON "scrubjay"."worklist" USING btree ("run_id","batch");