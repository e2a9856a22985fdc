import { InvalidArgumentError } from "commander";
import { UUID } from "../../model/ids.js";

/** The ID of something of ours, for commander. `list` is the command that shows them, `what` begins the refusal. */
export const uuidArgument =
  (list: string, what = "It") =>
  (value: string): string => {
    const id = value.toLowerCase();
    if (UUID.test(id)) return id;
    throw new InvalidArgumentError(`${what} is named by its ID; see them with: ${list}`);
  };
