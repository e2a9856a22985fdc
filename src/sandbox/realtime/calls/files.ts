import { z } from "zod";
import { EMPTY, fail, type Answer } from "../../api/answer.js";
import { TOO_LARGE } from "../../files/upload.js";
import { checked } from "../../routes/route.js";
import { MAX_FILE_BYTES } from "../../shapes/file.js";
import type { World } from "../../store/world.js";
import { permissionsOf } from "../access.js";
import type { Hub, RealtimeCall } from "../call.js";

const ValidateSchema = z.strictObject({ filename: z.string().min(1), filesize: z.number().int().min(0) });

/** Whether a file would be taken, before it is sent. */
export function validateFile(call: RealtimeCall, { data }: Hub): Answer {
  return checked(ValidateSchema, call.data, ({ filesize }) => {
    if (filesize > MAX_FILE_BYTES) return TOO_LARGE;
    return uploadRefusal(data, call.from.userId) ?? EMPTY;
  });
}

/** Why somebody may not upload; undefined when they may. */
export function uploadRefusal(world: World, userId: string): Answer | undefined {
  const { sendMessages, sendFiles } = permissionsOf(world, userId);
  return sendMessages && sendFiles
    ? undefined
    : fail(403, "UNAUTHORIZED_TO_SEND", ["this user may not send files"]);
}
