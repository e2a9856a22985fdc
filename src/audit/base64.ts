/** What a base64 text (RFC 4648 section 4, with padding) holds; `undefined` unless it is the one way to write it. */
export function fromBase64(text: string): Buffer | undefined {
  const bytes = Buffer.from(text, "base64");
  return bytes.toString("base64") === text ? bytes : undefined;
}
