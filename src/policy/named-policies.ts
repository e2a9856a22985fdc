import { defaultPolicy, type Policy } from "./policy.js";

/** The policies that a service knows by name: the files of its folder, without their ending. */
export interface NamedPolicies {
  get(name: string): Policy | undefined;
  names(): string[];
  /** What erasure requests blank. */
  readonly erasure: Policy;
}

/** For commands that bring their own policy: no names, and the built-in policy for requests. */
export const noPolicies: NamedPolicies = {
  get: () => undefined,
  names: () => [],
  erasure: defaultPolicy,
};
