import { z } from "zod";
import { answersTo, firstAnswers, UNKNOWN_NAMES, type Assumed } from "./unknowns.js";

/** What users of a role may do in a browser. REST isn't asked. Assumption: the dashboard's roles can say these, and all but guests are on. */
const PermissionsSchema = z.strictObject({
  /** Of conversations that they don't take part in. */
  guestAccess: z.enum(["None", "Read", "ReadWrite"]).optional(),
  sendMessages: z.boolean().optional(),
  sendFiles: z.boolean().optional(),
  sendLocations: z.boolean().optional(),
  react: z.boolean().optional(),
  editOwnMessages: z.boolean().optional(),
  deleteOwnMessages: z.boolean().optional(),
  /** Subject, picture, welcome messages, custom. */
  editConversations: z.boolean().optional(),
  /** Others' taking part: in, out, access. */
  editParticipants: z.boolean().optional(),
  search: z.boolean().optional(),
});

export type Permissions = Required<z.infer<typeof PermissionsSchema>>;

const ALLOWED: Permissions = {
  guestAccess: "None",
  sendMessages: true,
  sendFiles: true,
  sendLocations: true,
  react: true,
  editOwnMessages: true,
  deleteOwnMessages: true,
  editConversations: true,
  editParticipants: true,
  search: true,
};

const assumed = z.strictObject(
  Object.fromEntries(UNKNOWN_NAMES.map((name) => [name, z.enum(answersTo(name) as [string]).optional()])),
);

/** What a dashboard of TalkJS would say, and what is assumed where no document does. Each part replaces what it names. */
export const SettingsSchema = z.strictObject({
  /** Browser synchronization: whether a browser may write users, and conversations. */
  syncUsers: z.boolean().optional(),
  syncConversations: z.boolean().optional(),
  /** By role; `default` is whoever has none. */
  roles: z.record(z.string(), PermissionsSchema).optional(),
  assumed: assumed.optional(),
});

export type SettingsEdit = z.infer<typeof SettingsSchema>;

/** The rules of an app, which may change while it runs. */
export class Settings {
  syncUsers = true;
  syncConversations = true;
  roles: NonNullable<SettingsEdit["roles"]> = {};
  assumed: Assumed = firstAnswers();

  constructor(first: SettingsEdit = {}) {
    this.edit(first);
  }

  edit({ syncUsers, syncConversations, roles, assumed }: SettingsEdit): void {
    this.syncUsers = syncUsers ?? this.syncUsers;
    this.syncConversations = syncConversations ?? this.syncConversations;
    this.roles = { ...this.roles, ...roles };
    this.assumed = { ...this.assumed, ...(assumed as Partial<Assumed>) };
  }

  /** What a user of a role may do; no role is `default`. */
  permissions(role: string | null | undefined): Permissions {
    const name = role ?? "default";
    return { ...ALLOWED, ...(Object.hasOwn(this.roles, name) ? this.roles[name] : {}) };
  }
}
