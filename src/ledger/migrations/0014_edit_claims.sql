CREATE TABLE "scrubjay"."edit_claims" (
	"app_id" text NOT NULL,
	"subject" text NOT NULL,
	"run_id" integer NOT NULL,
	CONSTRAINT "edit_claims_app_id_subject_pk" PRIMARY KEY("app_id","subject")
);
--> statement-breakpoint
CREATE INDEX "claims_by_run" ON "scrubjay"."edit_claims" USING btree ("run_id","subject");