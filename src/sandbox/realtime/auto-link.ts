const EMAIL = /^[^\s@/:]+@[^\s@/]+$/;
const PHONE = /^[\d\s()+._-]+$/;
const PROTOCOL = /^[a-z][a-z0-9+.-]*:\/\//i;

/**
 * Whether a link that nobody wrote as one leads where its text says, as `@talkjs/core` documents it: the same e-mail address, phone
 * number or domain, and whatever of a protocol, path, query or fragment the text names.
 */
export function agrees(url: string, text: string): boolean {
  const email = text.replace(/^mailto:/i, "");
  if (EMAIL.test(email)) return url.toLowerCase() === `mailto:${email}`.toLowerCase();
  if (PHONE.test(text)) return digitsOf(text) !== "" && url === `tel:${digitsOf(text)}`;
  return isSameSite(url, text);
}

function digitsOf(text: string): string {
  return text.replace(/[^\d+]/g, "");
}

function isSameSite(url: string, text: string): boolean {
  const namesProtocol = PROTOCOL.test(text);
  const shown = parsed(namesProtocol ? text : `http://${text.replace(/^\/\//, "")}`);
  const target = parsed(url);
  if (shown === undefined || target === undefined || shown.host !== target.host) return false;
  const isProtocol = namesProtocol ? target.protocol === shown.protocol : /^https?:$/.test(target.protocol);
  return (
    isProtocol &&
    (shown.pathname === "/" || shown.pathname === target.pathname) &&
    (shown.search === "" || shown.search === target.search) &&
    (shown.hash === "" || shown.hash === target.hash)
  );
}

function parsed(url: string): URL | undefined {
  try {
    return new URL(url);
  } catch {
    return undefined;
  }
}
