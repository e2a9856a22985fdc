import { defaultPolicy, type Policy } from "./policy.js";

/** The policies that a service knows by name: the files of its folder, without their ending. */
export interface NamedPolicies {
  get(name: string): Policy | undefined;
  names(): string[];
  /** What erasure requests blank. */
  readonly erasure: Policy;
}

/** Each of them, and that of erasure requests. */
export const allPolicies = (policies: NamedPolicies): Policy[] => [
  policies.erasure,
  ...policies.names().flatMap((name) => policies.get(name) ?? []),
];

/** For commands that bring their own policy: no names, and the built-in policy for requests. */
export const noPolicies: NamedPolicies = {
  get: () => undefined,
  names: () => [],
  erasure: defaultPolicy,
};
