CREATE TABLE "scrubjay"."evidence_keys" (
	"epoch" integer PRIMARY KEY NOT NULL,
	"key_check" text NOT NULL,
	"created_at" timestamp with time zone NOT NULL,
	"created_by" text NOT NULL,
	"destroyed_at" timestamp with time zone,
	"destroyed_by" text
);
--> statement-breakpoint
CREATE TABLE "scrubjay"."signing_keys" (
	"log_id" integer NOT NULL,
	"key_id" text NOT NULL,
	"verifier_key" text NOT NULL,
	"created_at" timestamp with time zone NOT NULL,
	"created_by" text NOT NULL,
	"retired_at" timestamp with time zone,
	CONSTRAINT "signing_keys_log_id_key_id_pk" PRIMARY KEY("log_id","key_id")
);
--> statement-breakpoint
CREATE TABLE "scrubjay"."log_checkpoints" (
	"log_id" integer NOT NULL,
	"size" bigint NOT NULL,
	"at" timestamp with time zone NOT NULL,
	"note" text NOT NULL,
	CONSTRAINT "log_checkpoints_log_id_size_pk" PRIMARY KEY("log_id","size")
);
--> statement-breakpoint
CREATE TABLE "scrubjay"."log_inbox" (
	"seq" bigserial PRIMARY KEY NOT NULL,
	"app_id" text NOT NULL,
	"kind" text NOT NULL,
	"ids" bigint[] NOT NULL,
	"hashes" "bytea" NOT NULL,
	"mac" "bytea" NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"refused_at" timestamp with time zone
);
--> statement-breakpoint
CREATE TABLE "scrubjay"."log_inheritance" (
	"app_id" text NOT NULL,
	"kind" text NOT NULL,
	"rows" bigint NOT NULL,
	"last_id" bigint NOT NULL,
	CONSTRAINT "log_inheritance_app_id_kind_pk" PRIMARY KEY("app_id","kind")
);
--> statement-breakpoint
CREATE TABLE "scrubjay"."log_leaves" (
	"log_id" integer NOT NULL,
	"index" bigint NOT NULL,
	"kind" text NOT NULL,
	"row_id" bigint NOT NULL,
	CONSTRAINT "log_leaves_log_id_index_pk" PRIMARY KEY("log_id","index")
);
--> statement-breakpoint
CREATE TABLE "scrubjay"."log_publications" (
	"id" bigserial PRIMARY KEY NOT NULL,
	"log_id" integer NOT NULL,
	"target" text NOT NULL,
	"size" bigint NOT NULL,
	"at" timestamp with time zone NOT NULL,
	"code" text
);
--> statement-breakpoint
CREATE TABLE "scrubjay"."log_tiles" (
	"log_id" integer NOT NULL,
	"level" integer NOT NULL,
	"index" bigint NOT NULL,
	"hashes" "bytea" NOT NULL,
	CONSTRAINT "log_tiles_log_id_level_index_pk" PRIMARY KEY("log_id","level","index")
);
--> statement-breakpoint
CREATE TABLE "scrubjay"."logs" (
	"id" serial PRIMARY KEY NOT NULL,
	"app_id" text NOT NULL,
	"origin" text NOT NULL,
	"size" bigint DEFAULT 0 NOT NULL,
	"fence" bigint DEFAULT 0 NOT NULL,
	"lease_until" timestamp with time zone,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"closed_at" timestamp with time zone
);
--> statement-breakpoint
ALTER TABLE "scrubjay"."audit_actions" ADD COLUMN "detail" jsonb;--> statement-breakpoint
ALTER TABLE "scrubjay"."audit_entries" ADD COLUMN "epoch" integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "scrubjay"."audit_entries" ADD COLUMN "salt" text;--> statement-breakpoint
ALTER TABLE "scrubjay"."request_subjects" ADD COLUMN "evidence" text;--> statement-breakpoint
ALTER TABLE "scrubjay"."runs" ADD COLUMN "epoch" integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "scrubjay"."worklist" ADD COLUMN "evidence" text;--> statement-breakpoint
ALTER TABLE "scrubjay"."worklist" ADD COLUMN "salt" text;--> statement-breakpoint
CREATE INDEX "log_inbox_in_order" ON "scrubjay"."log_inbox" USING btree ("app_id","seq") WHERE "scrubjay"."log_inbox"."refused_at" is null;--> statement-breakpoint
CREATE UNIQUE INDEX "one_leaf_a_row" ON "scrubjay"."log_leaves" USING btree ("kind","row_id");--> statement-breakpoint
CREATE INDEX "publications_in_order" ON "scrubjay"."log_publications" USING btree ("log_id","target","id");--> statement-breakpoint
CREATE UNIQUE INDEX "one_open_log" ON "scrubjay"."logs" USING btree ("app_id") WHERE "scrubjay"."logs"."closed_at" is null;--> statement-breakpoint
CREATE UNIQUE INDEX "one_log_of_an_origin" ON "scrubjay"."logs" USING btree ("origin");--> statement-breakpoint
CREATE INDEX "actions_by_target" ON "scrubjay"."audit_actions" USING btree ("target","action");
