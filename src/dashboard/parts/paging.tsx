interface PagingProps {
  /** The address of the list. */
  at: string;
  /** The filters that are set. */
  query?: Record<string, string | undefined>;
  /** Whether this is a later page than the first. */
  isLater: boolean;
  /** The cursor of the next page. */
  next: string | null;
}

/** The way through a list that is newest first. */
export const Paging = ({ at, query = {}, isLater, next }: PagingProps) =>
  isLater || next !== null ? (
    <nav class="paging" aria-label="Pages of the list">
      {isLater ? (
        <a class="button" href={addressOf(at, query)}>
          Newest
        </a>
      ) : null}
      {next === null ? null : (
        <a class="button" href={addressOf(at, { ...query, cursor: next })}>
          Older
        </a>
      )}
    </nav>
  ) : null;

/** An address with whatever of the query is set. */
export function addressOf(at: string, query: Record<string, string | undefined>): string {
  const set = Object.entries(query).filter((entry): entry is [string, string] => entry[1] !== undefined);
  return set.length === 0 ? at : `${at}?${new URLSearchParams(set).toString()}`;
}
