import { expect, test } from "vitest";
import { statesOf, statesThatWait, statesWhere, type LifecycleRow } from "../../src/model/lifecycle.js";

type Lifecycle = Readonly<Record<string, LifecycleRow<string>>>;

/**
 * What holds of every lifecycle.
 * @param born the states that something begins in.
 * @param again states that are over, and from which a person may still take steps.
 */
export function checkLifecycle(lifecycle: Lifecycle, born: string[], again: string[] = []): void {
  const targetsOf = (state: string) => Object.values(lifecycle[state]?.next ?? {}).flatMap(Object.keys);

  test("every state is reached", () => {
    const reached = new Set(born);
    for (const state of reached) for (const to of targetsOf(state)) reached.add(to);
    expect([...reached].sort()).toEqual(statesOf(lifecycle).sort());
  });

  test("what is over has no next, and only that", () => {
    const ends = statesWhere(lifecycle, (_, state) => targetsOf(state).length === 0);
    expect([...ends, ...again].sort()).toEqual(statesThatWait(lifecycle, "over").sort());
  });

  test("every way says when it is taken", () => {
    const ways = Object.values(lifecycle).flatMap(({ next }) => Object.values(next));
    for (const way of ways) expect(Object.keys(way)).not.toEqual([]);
    expect(ways.flatMap((way) => Object.values(way)).filter((when) => !when)).toEqual([]);
  });
}
