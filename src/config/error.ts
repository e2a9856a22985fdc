import { ScrubjayError } from "../base/errors.js";

export interface SettingProblem {
  setting: string;
  problem: string;
}

/** Thrown when settings are missing or wrong; carries all problems, never a value (some are secrets). */
export class ConfigError extends ScrubjayError {
  readonly code = "CONFIG_INVALID";
  override readonly exitCode = 2;

  constructor(readonly problems: SettingProblem[]) {
    super(
      [
        "The settings can't be used:",
        ...problems.map(({ setting, problem }) => `  ${setting} ${problem}`),
      ].join("\n"),
      "Set them in the environment or in a file named .env; .env.example explains each.",
    );
  }
}
