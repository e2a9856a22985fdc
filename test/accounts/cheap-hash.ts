import { argon2id } from "hash-wasm";

/** A password's hash that says a low cost itself: for tests of what a sign-in does, not of how dear it is. */
export const cheapHash = (password: string): Promise<string> =>
  argon2id({
    password,
    salt: Buffer.alloc(16, 1),
    memorySize: 8,
    iterations: 1,
    parallelism: 1,
    hashLength: 32,
    outputType: "encoded",
  });
