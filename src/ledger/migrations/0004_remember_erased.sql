-- Whoever was erased before there was a suppression list belongs on it too.
INSERT INTO "scrubjay"."suppression" ("app_id", "kind", "subject", "since", "run_id", "on_demand", "found")
	SELECT DISTINCT ON ("app_id", "subject")
		"app_id", 'user', "subject", coalesce("verified_at", "at"), "run_id", "kind" = 'erasure', "outcome" <> 'not_found'
	FROM "scrubjay"."audit_entries"
	WHERE "outcome" = 'scrubbed' OR ("kind" = 'erasure' AND "outcome" IN ('already_blank', 'not_found'))
	ORDER BY "app_id", "subject", ("kind" = 'erasure') DESC, "id" DESC
	ON CONFLICT DO NOTHING;
