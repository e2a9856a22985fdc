import { ScrubjayError } from "../base/errors.js";

/** Thrown when a tile that the tree must have is missing or too short. Nothing can be appended or proved with it. */
export class BrokenTreeError extends ScrubjayError {
  readonly code = "TREE_BROKEN";

  constructor(
    readonly level: number,
    readonly index: number,
  ) {
    super(
      `the tree lacks hashes: the tile at level ${level}, index ${index} is missing or too short`,
      "Bring back a backup of the database that has them",
    );
  }
}

/** Thrown when a proof doesn't hold, or is no proof. */
export class ProofError extends ScrubjayError {
  readonly code = "PROOF_INVALID";

  constructor(readonly reason: string) {
    super(`the proof doesn't hold: ${reason}`, "Don't rely on what it should prove; ask for it anew");
  }
}

/** Thrown when a signed note is malformed, or not signed by a known key. */
export class NoteError extends ScrubjayError {
  readonly code = "NOTE_INVALID";

  constructor(readonly reason: string) {
    super(
      `the signed note can't be trusted: ${reason}`,
      "Check that it is complete, and that the verifier key is the log's",
    );
  }
}

/** Thrown when a signed text is no checkpoint (c2sp.org/tlog-checkpoint), or not one of the log that signed it. */
export class CheckpointError extends ScrubjayError {
  readonly code = "CHECKPOINT_INVALID";

  constructor(readonly reason: string) {
    super(`the checkpoint can't be used: ${reason}`, "Take the checkpoint exactly as the log published it");
  }
}

/** Thrown when a signing or verifier key can't be used. Never carries the key. */
export class NoteKeyError extends ScrubjayError {
  readonly code = "NOTE_KEY_INVALID";
  override readonly exitCode = 2;

  constructor(readonly reason: string) {
    super(
      `the key can't be used: ${reason}`,
      "A verifier key reads <name>+<8 hexadecimal digits>+<base64>, on one line",
    );
  }
}
