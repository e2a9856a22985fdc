/** A person, as far as anybody may know: the beginning of their pseudonym; all of it is its title. */
export const Pseudonym = ({ of }: { of: string }) => <code title={of}>{of.slice(0, 12)}…</code>;
