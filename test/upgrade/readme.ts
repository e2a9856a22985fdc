/** Says what the files of a version are. */
export const readme = (name: string): string => `# What ${name} left behind

Made by \`npm run leave -- ${name}\` with the program as it was built then; never changed since. \`test/upgrade\` opens it
with the program of today. Everybody in it is made up, and its keys are used nowhere else.

For each ledger, \`postgres/\` and \`embedded/\`:

- \`facts.json\`: the version, when it was, the keys that are settings, and the numbers and IDs of what is in it.
- \`dump.sql.gz\`: the schema \`scrubjay\` of the database, by \`pg_dump --inserts\`; \`redis/\`: the append-only file of its Redis.
- \`ledger.tar.br\`: the embedded ledger's folder, after the used part of its write-ahead log was given up.
- \`data/\`: what else was in the data folder: keys, the private Redis' append-only file, and the checkpoints kept outside of
  the ledger (\`log/\`).
- \`leaves.ndjson\`: every leaf of the sealed logs, with its hash.

For each app, \`shop/\` and \`club/\`:

- \`people.ndjson\`, \`journal.ndjson\`: the sandbox's people as they were at the end, and every edit of them.
- \`audit.ndjson\`, \`checkpoint.txt\`, \`verifier-key.txt\`: by \`audit export --kind all\`, \`audit checkpoint\`, \`keys list\`.
- \`certificates/\`: one of a request, one of a run.

\`shop\` holds a finished run, a planned one, a request that was completed, one that is held, two that nobody has worked on
(by user ID, by e-mail address), a legal hold, a schedule, a token, an account, a comeback and a parked webhook. \`club\`
holds a finished run and one that was being applied when its process was killed, after an edit that it hadn't recorded.
`;
