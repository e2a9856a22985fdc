/** What is drawn for conversations, each by a number of its own. People and their fields have those below 40. */
export const PURPOSE = {
  count: 40,
  member: 41,
  size: 42,
  created: 43,
  activity: 44,
  messages: 45,
  style: 46,
  sender: 47,
  read: 48,
  participation: 49,
  metadata: 50,
  body: 51,
  about: 52,
  text: 53,
  guest: 54,
  place: 55,
  reply: 56,
  /** Of what stands beside a message: the first of several. */
  beside: 60,
} as const;
