CREATE TABLE "scrubjay"."app_answers" (
	"app_id" text NOT NULL,
	"api_origin" text NOT NULL,
	"question" text NOT NULL,
	"answer" text NOT NULL,
	"status" integer,
	"api_version" text NOT NULL,
	"asked_at" timestamp with time zone NOT NULL,
	"from_file" boolean NOT NULL,
	"mac" text NOT NULL,
	CONSTRAINT "app_answers_app_id_api_origin_question_pk" PRIMARY KEY("app_id","api_origin","question")
);
