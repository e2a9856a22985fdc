import type { JobContext } from "../context.js";
import { identifyJob } from "../jobs.js";

/** Has those looked up whose person TalkJS wasn't asked about yet. */
export async function askAboutHolds({ holds, queues }: Pick<JobContext, "holds" | "queues">): Promise<void> {
  await queues.add(
    identifyJob,
    (await holds.asking()).map((hold) => ({ hold })),
  );
}
