import { addressOf } from "../parts/paging.js";

interface PlaceProps {
  index: number | null;
  log: number | null;
  /** What is signed: beyond it there is no proof yet. Undefined: it isn't asked. */
  signed?: number | undefined;
}

/** Where a row is in the sealed log, with its proof to take along. */
export const Place = ({ index, log, signed }: PlaceProps) => {
  if (index === null || log === null) return <span class="quiet">not sealed yet</span>;
  if (signed !== undefined && index >= signed)
    return (
      <span>
        {index} <small>not signed yet</small>
      </span>
    );
  const at = addressOf(`/audit/proofs/${index}`, { log: String(log) });
  return (
    <a href={at} title={`Log ${log}, index ${index}`}>
      Proof <span class="numbers">{index}</span>
    </a>
  );
};
