/** TalkJS's own address (RFC 6454): where calls go unless a setting says otherwise, and what isn't it is a rehearsal. */
export const TALKJS_ORIGIN = "https://api.talkjs.com";
