import { z } from "zod";
import { answersTo, firstAnswers, UNKNOWN_NAMES, type Assumed } from "./unknowns.js";

/** What users of a role may do in a browser. REST isn't asked. Assumption: the dashboard's roles can say these, and all are on but guests and, as documented, links that hide where they lead. */
const PermissionsSchema = z.strictObject({
  /** Of conversations that they don't take part in. */
  guestAccess: z.enum(["None", "Read", "ReadWrite"]).optional(),
  sendMessages: z.boolean().optional(),
  sendFiles: z.boolean().optional(),
  sendLocations: z.boolean().optional(),
  /** Links and buttons that hide where they lead. */
  sendLinks: z.boolean().optional(),
  react: z.boolean().optional(),
  editOwnMessages: z.boolean().optional(),
  deleteOwnMessages: z.boolean().optional(),
  /** Subject, picture, welcome messages, custom. */
  editConversations: z.boolean().optional(),
  /** Others' taking part: in, out, access. */
  editParticipants: z.boolean().optional(),
  search: z.boolean().optional(),
});

export type Permissions = Given<z.infer<typeof PermissionsSchema>>;

const ALLOWED: Permissions = {
  guestAccess: "None",
  sendMessages: true,
  sendFiles: true,
  sendLocations: true,
  sendLinks: false,
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

const WebhookSchema = z.strictObject({
  /** Where events are sent to; null ends it. */
  url: z
    .url({ protocol: /^https?$/ })
    .nullable()
    .optional(),
  /** The share of events that is never sent, drawn by the sandbox's seed. */
  lose: z.number().min(0).max(1).optional(),
  /** How long after the first try the second one is. */
  retryAfterMs: z.number().int().min(0).max(600_000).optional(),
  /** How long a message goes unread before its receiver is notified: TalkJS takes up to 15 minutes. */
  notifyAfterMs: z.number().int().min(0).max(900_000).optional(),
});

type Given<T> = { [K in keyof T]-?: Exclude<T[K], undefined> };

export type WebhookSettings = Given<z.infer<typeof WebhookSchema>>;

/** What a dashboard of TalkJS would say, and what is assumed where no document does. Each part replaces what it names. */
export const SettingsSchema = z.strictObject({
  /** Browser synchronization: whether a browser may write users, and conversations. */
  syncUsers: z.boolean().optional(),
  syncConversations: z.boolean().optional(),
  /** Whether a browser gets in only with a signature of its user's ID, or a token. */
  identityVerification: z.boolean().optional(),
  /** By role; `default` is whoever has none. */
  roles: z.record(z.string(), PermissionsSchema).optional(),
  assumed: assumed.optional(),
  webhook: WebhookSchema.optional(),
});

export type SettingsEdit = z.infer<typeof SettingsSchema>;

/** The rules of an app, which may change while it runs. */
export class Settings {
  syncUsers = true;
  syncConversations = true;
  identityVerification = false;
  roles: NonNullable<SettingsEdit["roles"]> = {};
  assumed: Assumed = firstAnswers();
  webhook: WebhookSettings = { url: null, lose: 0, retryAfterMs: 1_000, notifyAfterMs: 900_000 };

  constructor(first: SettingsEdit = {}) {
    this.edit(first);
  }

  edit({ syncUsers, syncConversations, identityVerification, roles, assumed, webhook }: SettingsEdit): void {
    this.syncUsers = syncUsers ?? this.syncUsers;
    this.syncConversations = syncConversations ?? this.syncConversations;
    this.identityVerification = identityVerification ?? this.identityVerification;
    this.roles = { ...this.roles, ...roles };
    this.webhook = { ...this.webhook, ...webhook } as WebhookSettings;
    this.assumed = { ...this.assumed, ...(assumed as Partial<Assumed>) };
  }

  /** What a user of a role may do; no role is `default`. */
  permissions(role: string | null | undefined): Permissions {
    const name = role ?? "default";
    return { ...ALLOWED, ...(Object.hasOwn(this.roles, name) ? this.roles[name] : {}) } as Permissions;
  }
}
