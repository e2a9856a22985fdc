import type { WatchItem } from "../../server/watch-view.js";
import type { ComebackView } from "../../server/watch-view.js";
import type { Word } from "../words.js";

export const WATCH_WORDS: Record<WatchItem["state"], Word> = {
  scanning: { text: "Looking", tone: "busy" },
  scrubbing: { text: "Erasing again", tone: "busy" },
  done: { text: "Done", tone: "good" },
  failed: { text: "Failed", tone: "bad" },
  cancelled: { text: "Cancelled", tone: "quiet" },
};

export const MODE_WORDS: Record<WatchItem["mode"], string> = {
  watch: "Look for data that came back",
  replay: "Replay of all erasures",
};

export const THEN_WORDS: Record<WatchItem["onComeback"], string> = {
  policy: "As the policy of each erasure says",
  scrub: "Erase them again",
  report: "Only report them",
};

export const COMEBACK_WORDS: Record<ComebackView["status"], Word> = {
  reported: { text: "Reported", tone: "soon" },
  held: { text: "Under legal hold", tone: "soon" },
  to_scrub: { text: "To be erased again", tone: "busy" },
  scrubbed: { text: "Blank again", tone: "good" },
};
