import { InvalidArgumentError } from "commander";

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** The ID of something of ours, for commander. `list` is the command that shows them, `what` begins the refusal. */
export const uuidArgument =
  (list: string, what = "It") =>
  (value: string): string => {
    if (!UUID.test(value))
      throw new InvalidArgumentError(`${what} is named by its ID; see them with: ${list}`);
    return value.toLowerCase();
  };
