// What pages have beyond reading: the visitor's time zone, live parts, and questions before what can't be undone.
// Everything works without it.

const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
if (zone) document.cookie = `scrubjay-zone=${zone}; path=/; max-age=31536000; samesite=lax`;

document.addEventListener("submit", (event) => {
  const question = event.submitter?.dataset.ask;
  if (question && !confirm(question)) event.preventDefault();
});

const live = document.querySelector("[data-live]")?.dataset.live;
if (live) keepLive(live);

function keepLive(address) {
  let source;
  const tell = (isLive) => {
    const state = document.getElementById("live-state");
    if (state) state.textContent = isLive ? state.dataset.on : state.dataset.off;
  };
  const open = () => {
    source = new EventSource(address);
    source.addEventListener("part", ({ data }) => replace(JSON.parse(data)));
    source.addEventListener("beat", () => tell(true));
    source.addEventListener("gone", () => location.reload());
    source.addEventListener("error", () => tell(false));
  };
  const close = () => source?.close();
  // A hidden page needs nothing, and browsers keep only a few connections to one host.
  document.addEventListener("visibilitychange", () => (document.hidden ? close() : (close(), open())));
  addEventListener("pagehide", close);
  open();
}

/** Puts a part of the page in the place of its older self; whoever is at a control in it stays there. */
function replace({ id, html }) {
  const old = document.getElementById(id);
  if (!old) return;
  const holder = document.createElement("template");
  holder.innerHTML = html;
  const part = holder.content.firstElementChild;
  if (!part || part.outerHTML === old.outerHTML) return;
  const focused = old.contains(document.activeElement) ? document.activeElement : null;
  // Somebody is typing there.
  if (focused?.matches("input, textarea, select")) return;
  for (const details of old.querySelectorAll("details[open][id]"))
    part.querySelector(`#${CSS.escape(details.id)}`)?.setAttribute("open", "");
  const place = focused && [...old.querySelectorAll("a, button, summary")].indexOf(focused);
  old.replaceWith(part);
  if (place !== null && place >= 0) part.querySelectorAll("a, button, summary")[place]?.focus();
}
