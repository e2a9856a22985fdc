import type { ChangeListener } from "../../store/changes.js";
import type { Hub } from "../call.js";
import { isUserChange, publishUserChange } from "./user-events.js";

/** Tells each change to those who watch it. */
export function publisherOf(hub: Hub): ChangeListener {
  return (change) => {
    if (isUserChange(change)) publishUserChange(change, hub);
  };
}
