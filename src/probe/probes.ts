import type { AskedName } from "../model/questions/index.js";
import type { Probes } from "./probe.js";
import { BATCH_PROBES } from "./questions/batches.js";
import { CONVERSATION_PROBES, DELETED_CONVERSATION_PROBES } from "./questions/conversations.js";
import { DELETED_FILE_PROBES, FILE_PROBES } from "./questions/files.js";
import { MESSAGE_PROBES } from "./questions/messages.js";
import { USER_PROBES } from "./questions/users.js";
import { VIEW_PROBES } from "./questions/views.js";

/**
 * How each question is asked, in this order: the first one needs a conversation in which nothing was said, the last ones
 * delete it.
 */
export const PROBES: Probes<AskedName> = {
  ...CONVERSATION_PROBES,
  ...MESSAGE_PROBES,
  ...VIEW_PROBES,
  ...FILE_PROBES,
  ...USER_PROBES,
  ...BATCH_PROBES,
  ...DELETED_FILE_PROBES,
  ...DELETED_CONVERSATION_PROBES,
};

export const IN_ORDER = Object.keys(PROBES) as AskedName[];
