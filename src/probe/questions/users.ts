import type { User } from "../../talkjs/user.js";
import { attempt, prepared, seen, UnseenError } from "../attempt.js";
import { PEOPLE } from "../people.js";
import type { Probes } from "../probe.js";

const PICTURE = "https://example.com/scrubjay-probe.png";
const isCleared = ({ headerPhotoUrl }: User) => headerPhotoUrl === null || headerPhotoUrl === undefined;

export const USER_PROBES: Probes<"headerPhotoCleared"> = {
  headerPhotoCleared: {
    requests: 4,
    looks: 2,
    ask: async (stage) => {
      const user = stage.talkjs.user(PEOPLE.b.id);
      const read = async () => seen(await user.get(stage.call));
      await prepared(user.set({ headerPhotoUrl: PICTURE }, stage.call));
      const hasPicture = ({ headerPhotoUrl }: User) => headerPhotoUrl === PICTURE;
      if (!hasPicture(await stage.eventually(read, hasPicture))) throw new UnseenError();
      if (!(await attempt(user.set({ headerPhotoUrl: null }, stage.call))).taken) return "refused";
      return isCleared(await stage.eventually(read, isCleared)) ? "yes" : "ignored";
    },
  },
};
