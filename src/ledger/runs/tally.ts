import { MOST_FIELD_NAMES } from "../../model/field-trial.js";

/** What a plan counts while it scans; never a person. */
export interface PlanTally {
  /** Users seen. */
  scanned: number;
  /** Users that the last complete look at all of them has seen; missing where there was none, or IDs are listed. */
  usersBefore?: number;
  /** Users who fit the selection. */
  selected: number;
  toScrub: number;
  alreadyBlank: number;
  notFound: number;
  failed: number;
  /** Users left alone, by reason. */
  excluded: Record<string, number>;
  /** Users whose field will be blanked, by field. */
  fields: Record<string, number>;
  /** Users who are blank but for fields that stay; missing in plans of before there was such an end. */
  inPart?: number;
  /**
   * Users of all that were seen who hold something in a field that isn't known, by its name or the pseudonym of that; missing
   * where there is none. At most {@link MOST_FIELD_NAMES}.
   */
  unknown?: Record<string, number>;
  /** The same under further names, all together. */
  unknownOthers?: number;
  /** Keys of custom fields that will be blanked, over all users. */
  customKeys: number;
  /** User IDs to scrub that look like an e-mail address or a phone number. TalkJS can't change an ID. */
  contactLikeIds: { email: number; phone: number };
  /** Reads that applying will need: pages of the list and single users. */
  reads: number;
  /** Bulk edits that applying will need. */
  edits: number;
  /** The batch that is being filled, how many edits and how many rows it has. */
  batch: number;
  batchEdits: number;
  batchRows: number;
}

export const emptyTally = (): PlanTally => ({
  scanned: 0,
  selected: 0,
  toScrub: 0,
  alreadyBlank: 0,
  notFound: 0,
  failed: 0,
  excluded: {},
  fields: {},
  customKeys: 0,
  contactLikeIds: { email: 0, phone: 0 },
  reads: 0,
  edits: 0,
  batch: 0,
  batchEdits: 0,
  batchRows: 0,
});

/** Counts names of fields that aren't known, one for each user who holds something there. */
export function countUnknown(tally: PlanTally, names: readonly string[]): void {
  for (const name of names) {
    const counts = (tally.unknown ??= {});
    if (Object.hasOwn(counts, name) || Object.keys(counts).length < MOST_FIELD_NAMES)
      counts[name] = (counts[name] ?? 0) + 1;
    else tally.unknownOthers = (tally.unknownOthers ?? 0) + 1;
  }
}
