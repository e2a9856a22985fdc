export const $ = (id) => document.getElementById(id);
export const number = (value) => (value ?? 0).toLocaleString("en");

/** An element with a text, attributes and children. Texts are only ever texts: the data may hold anything. */
export function el(name, attributes = {}, ...children) {
  const element = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (key.startsWith("on")) element.addEventListener(key.slice(2), value);
    else if (value !== false && value !== undefined) element.setAttribute(key, value === true ? "" : value);
  }
  element.append(...children.filter((child) => child !== undefined).map((child) => child));
  return element;
}

export async function ask(path, method = "GET", body) {
  const answer = await fetch(`/_sandbox/${path}`, {
    method,
    signal: AbortSignal.timeout(10_000),
    ...(body !== undefined && {
      headers: { "content-type": "application/json" },
      body: JSON.stringify(body),
    }),
  });
  const json = await answer.json();
  if (!answer.ok) throw new Error([json.reasons].flat().join("; "));
  return json;
}
