import { Failure } from "../base/errors.js";
import { told } from "../model/errors/index.js";

export interface SettingProblem {
  setting: string;
  problem: string;
}

/** Thrown when settings are missing or wrong; carries all problems, never a value (some are secrets). */
export class ConfigError extends Failure<"CONFIG_INVALID"> {
  constructor(readonly problems: SettingProblem[]) {
    const lines = problems.map(({ setting, problem }) => `  ${setting} ${problem}`);
    const facts = { problems: lines.join("\n") };
    super(told("CONFIG_INVALID", facts), facts);
  }
}
