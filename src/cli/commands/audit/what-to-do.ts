import type { FindingKind } from "../../../sealing/findings.js";

/** Whatever was found: before anything is mended. */
export const FIRST_OF_ALL =
  "First keep a copy of the database and of its server's logs as they are now: they are evidence. Find out who could " +
  "write to the database: Scrubjay itself does none of this.";

/** What to do about a finding, for somebody who is woken up by it. */
export const WHAT_TO_DO: Readonly<Record<FindingKind, string>> = {
  changed:
    "Don't rely on what these rows say now. Restore them from a backup made before the change, then verify again. A " +
    "certificate that was issued before still holds.",
  hash_changed:
    "These rows are as they were signed; only the hashes stored about them were changed. Restore the table log_tiles " +
    "from a backup, then verify again.",
  missing: "Restore these rows, with their IDs, from a backup made before they went, then verify again.",
  swapped:
    "These rows are there, and stand in another order than the one that was sealed. Restore the table log_leaves from a " +
    "backup, then verify again.",
  place_missing: "Restore the table log_leaves from a backup; the rows themselves may still be there.",
  place_double:
    "Don't rely on the rows that were put beside those that were sealed. Restore the table log_leaves from a backup.",
  place_beyond:
    "Don't rely on what stands beyond the end: it was never sealed, or the log's size was set back. Compare with a " +
    "checkpoint kept elsewhere: scrubjay audit verify --checkpoint <file>",
  beginning:
    "The first entry says which older rows the log took over. Don't rely on rows from before the log began, and restore " +
    "the database from a backup.",
  tile_missing:
    "The rows may be right; of the hashes above them some are gone, so nothing can be proved about these entries. Restore " +
    "the table log_tiles from a backup.",
  tile_changed:
    "The rows may be right; of the hashes above them some were changed, so no proof about these entries holds. Restore " +
    "the table log_tiles from a backup.",
  tile_beyond:
    "There are hashes of more entries than the log has: its end may have been cut off. Compare with a checkpoint kept " +
    "elsewhere: scrubjay audit verify --checkpoint <file>",
  cut_off:
    "Entries that were signed are gone. Was an older backup put back? Then bring back the newest one. Otherwise restore the " +
    "end of the log from a backup or a replica. If it is lost for good, begin a new log that says so: scrubjay audit restart",
  rewritten:
    "Rows were changed together with their hashes, by somebody who knew how. Only copies from elsewhere tell what was " +
    "there: backups, exports (scrubjay audit export), certificates. If it is lost for good, begin a new log that says so: " +
    "scrubjay audit restart",
  checkpoint_forged:
    "What such a checkpoint says doesn't count. If you gave it, check that the file is complete and of this log, and ask " +
    "where it comes from; if not, somebody put it into the database or the data folder.",
  key:
    "Was the signing key changed on purpose, by hand? Do it with scrubjay keys rotate signing. Otherwise rely on nothing " +
    "that was signed since, and compare the keys with those that you handed to auditors: scrubjay keys list",
  log_missing:
    "Check first that this is the right ledger: DATABASE_URL, SCRUBJAY_DATA_DIR, TALKJS_APP_ID. If it is, restore the " +
    "database from a backup. If the log is lost for good, begin a new one that says so: scrubjay audit restart",
  added:
    "These rows were written past Scrubjay and prove nothing: no certificate is made of them. They can't get into the log. " +
    "Take away the right to write to the audit tables from whoever did it.",
  waiting_forged:
    "This was put there to get something into the log, and was refused: it proves nothing. Take away the right to write to " +
    "the database from whoever did it.",
  waiting_changed:
    "These rows were changed in the seconds before they were sealed. Don't rely on what they say; restore them from a " +
    "backup or a replica.",
  waiting_long:
    "Start scrubjay serve or scrubjay worker: they seal what waits. If one runs, look at its log, and at scrubjay doctor.",
  closed_damaged:
    "Nothing: this is the damage for which the log was closed, as the one that took its place says. It didn't get worse.",
};
