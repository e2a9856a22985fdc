import { ScrubjayError } from "../base/errors.js";

/** A server program of ours ended before it was ready. Its log file says why. */
export class ProgramEndedError extends ScrubjayError {
  readonly code = "PROGRAM_ENDED";
  override readonly exitCode = 2;

  constructor(program: string, logFile?: string) {
    super(
      `${program.split("/").pop()} ended before it was ready`,
      logFile === undefined ? "Check that the program can be run" : `Read ${logFile}`,
    );
  }
}

/** The Debian package could not be installed. */
export class InstallFailedError extends ScrubjayError {
  readonly code = "INSTALL_FAILED";
  override readonly exitCode = 2;

  constructor(packageName: string, options?: ErrorOptions) {
    super(
      `the package ${packageName} could not be installed`,
      `Run "apt-get install ${packageName}" yourself and look at what it says`,
      options,
    );
  }
}

/** There is no Redis and none can be started here. */
export class RedisMissingError extends ScrubjayError {
  readonly code = "REDIS_MISSING";
  override readonly exitCode = 2;

  constructor(options?: ErrorOptions) {
    super(
      "no Redis: REDIS_URL is not set, and neither redis-server, valkey-server nor Docker is available here",
      "Do one of three: set REDIS_URL, install Redis 6.2 or newer (redis-server or valkey-server), or start Docker",
      options,
    );
  }
}

/** The Redis that was found is older than the oldest that works. */
export class RedisTooOldError extends ScrubjayError {
  readonly code = "REDIS_TOO_OLD";
  override readonly exitCode = 2;

  constructor(readonly version: string) {
    super(`Redis ${version} is too old`, "Use Redis 6.2 or newer, or Valkey");
  }
}

/** Nothing usable answers at REDIS_URL. Carries the driver's code only: its message can hold the address. */
export class RedisUnreachableError extends ScrubjayError {
  readonly code = "REDIS_UNREACHABLE";
  override readonly exitCode = 2;

  constructor(readonly reason: string) {
    super(
      `the Redis of REDIS_URL can't be used (${reason})`,
      "Check REDIS_URL, its password, and that Redis runs",
    );
  }
}

/** Another process has its private Redis in the same data folder, or an old one doesn't end. */
export class RedisInUseError extends ScrubjayError {
  readonly code = "REDIS_IN_USE";
  override readonly exitCode = 2;

  constructor(who: string) {
    super(
      `the private Redis of this data folder is in use by ${who}`,
      "Wait for it to end, or set REDIS_URL: a Redis of your own serves many processes",
    );
  }
}

/** Another process has the data folder, whose embedded database bears only one. */
export class DataDirLockedError extends ScrubjayError {
  readonly code = "DATA_DIR_LOCKED";
  override readonly exitCode = 2;

  /** `who` names the holder: command, process and since when. */
  constructor(who: string) {
    super(
      `the data folder is in use by ${who}`,
      "Wait for it to end, or set DATABASE_URL: a PostgreSQL server serves many processes",
    );
  }
}

/** The data folder can't be made or written. */
export class DataDirUnusableError extends ScrubjayError {
  readonly code = "DATA_DIR_UNUSABLE";
  override readonly exitCode = 2;

  /** `reason` is the system's code, for example EACCES. */
  constructor(reason: string, options?: ErrorOptions) {
    super(
      `the data folder can't be used (${reason})`,
      "Check SCRUBJAY_DATA_DIR: a folder that this user may write",
      options,
    );
  }
}

/** The lock was taken from this process (it stood still, on a folder shared with another machine): stop using it. */
export class DataDirLostError extends ScrubjayError {
  readonly code = "DATA_DIR_LOST";

  constructor(options?: ErrorOptions) {
    super("the lock on the data folder was lost", "Start again; nothing that was recorded is lost", options);
  }
}

/** A key file that can't be trusted or read. Never carries what is in it. */
export class KeyFileError extends ScrubjayError {
  readonly code = "KEY_FILE";
  override readonly exitCode = 2;
}
