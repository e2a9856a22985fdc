import { PEOPLE, PREFIX } from "./people.js";
import type { Stage } from "./stage.js";

/** Of all that is here, where a probe before this one has ended as it should. */
export const SETTING_UP_REQUESTS = 7;

/** Has the invented people there and an empty conversation of theirs, and nothing that a killed probe left. */
export async function setUp(stage: Stage): Promise<void> {
  const { a, b, c } = PEOPLE;
  const people = [a, b, c].map(({ id, name }) => [id, { name }] as const);
  await stage.talkjs.users.edit(new Map(people), stage.call);
  await deleteLeftovers(stage);
  await stage.conversation.set(
    { participants: [a.id, b.id], subject: "Scrubjay probe, to be deleted" },
    stage.call,
  );
}

/** `a` takes part in every conversation of a probe from its first moment on, and leaves none. */
async function deleteLeftovers({ talkjs, call }: Stage): Promise<void> {
  const left: string[] = [];
  for await (const page of talkjs.user(PEOPLE.a.id).conversations({ orderBy: "createdAt" }, call))
    left.push(...page.map(({ id }) => id).filter((id) => id.startsWith(PREFIX)));
  for (const id of left) await talkjs.conversation(id).delete(call);
}

/** Deletes the conversation, where it still is there. */
export async function clearAway({ conversation, call }: Stage): Promise<void> {
  if ((await conversation.get(call)) !== null) await conversation.delete(call);
}
