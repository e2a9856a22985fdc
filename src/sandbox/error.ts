/** What is wrong with the sandbox's options or with a folder to import. The message says what to do and names no person. */
export class SandboxError extends Error {
  constructor(
    readonly code: "SANDBOX_OPTION" | "SANDBOX_IMPORT",
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
    this.name = "SandboxError";
  }
}
