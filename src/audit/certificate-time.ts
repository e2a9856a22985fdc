/** Whether a text is an instant as evidence writes it: RFC 3339 in UTC with milliseconds. */
export function isTime(text: string): boolean {
  const at = new Date(text);
  return !Number.isNaN(at.getTime()) && at.toISOString() === text;
}
