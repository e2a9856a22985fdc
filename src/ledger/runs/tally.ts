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
