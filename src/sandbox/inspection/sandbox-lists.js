import { $, ask, el, number } from "./sandbox-dom.js";

const PAGE = 25;

let list = "people";
let from = 0;

const HEADS = {
  people: ["ID", "Name", "E-mail", "Phone", "Other fields", "Online"],
  conversations: ["ID", "Subject", "Participants", "Last message"],
};
const joined = (value) => (Array.isArray(value) ? value.join(", ") : (value ?? ""));
const named = ["id", "name", "email", "phone", "createdAt", "role"];

function rowOf(item) {
  if (list === "conversations") {
    const open = () => showConversation(item.id);
    const cells = [
      item.subject ?? "",
      number(Object.keys(item.participants).length),
      item.lastMessage?.text ?? "",
    ];
    return el(
      "tr",
      {},
      el("td", {}, el("button", { class: "link", type: "button", onclick: open }, item.id)),
      ...cells.map((cell) => el("td", {}, cell)),
    );
  }
  const { user, isOnline } = item;
  const others = Object.entries(user).filter(
    ([field, value]) =>
      !named.includes(field) &&
      value !== null &&
      value !== "" &&
      !(typeof value === "object" && Object.keys(value).length === 0),
  );
  const open = () => showPerson(user.id);
  const cells = [
    user.name ?? "",
    joined(user.email),
    joined(user.phone),
    others.map(([field]) => field).join(", "),
    isOnline ? "online" : "",
  ];
  return el(
    "tr",
    {},
    el("td", {}, el("button", { class: "link", type: "button", onclick: open }, user.id)),
    ...cells.map((cell) => el("td", {}, String(cell))),
  );
}

export async function showRows() {
  const answer = await ask(`${list}?from=${from}&count=${PAGE}`);
  const items = answer[list];
  $("rows").replaceChildren(
    el("thead", {}, el("tr", {}, ...HEADS[list].map((head) => el("th", { scope: "col" }, head)))),
    el("tbody", {}, ...items.map(rowOf)),
  );
  $("range").textContent =
    items.length === 0
      ? "none"
      : `${number(from + 1)}–${number(from + items.length)} of ${number(answer.total)}`;
  $("before").disabled = from === 0;
  $("after").disabled = from + items.length >= answer.total;
}

for (const button of document.querySelectorAll("[data-list]")) {
  button.addEventListener("click", () => {
    list = button.dataset.list;
    from = 0;
    for (const other of document.querySelectorAll("[data-list]"))
      other.setAttribute("aria-pressed", String(other === button));
    void showRows();
  });
}
$("before").addEventListener("click", () => ((from = Math.max(0, from - PAGE)), void showRows()));
$("after").addEventListener("click", () => ((from += PAGE), void showRows()));

function showDetail(title, ...parts) {
  $("detail-title").textContent = title;
  $("detail-body").replaceChildren(...parts);
  if (!$("detail").open) $("detail").showModal();
}

const json = (value) => el("pre", {}, JSON.stringify(value, null, 2));

export function showSubject({ user, conversation }) {
  return user === undefined ? showConversation(conversation) : showPerson(user);
}

export async function showPerson(id) {
  const { user, conversations, total } = await ask(`person?id=${encodeURIComponent(id)}`);
  const rows = conversations.map((one) =>
    el(
      "li",
      {},
      el("button", { class: "link", type: "button", onclick: () => void showConversation(one.id) }, one.id),
      el(
        "span",
        { class: "soft" },
        `${one.hasLeft ? "left · " : ""}${number(one.participants)} people · ${number(one.own)} own messages`,
      ),
    ),
  );
  showDetail(
    id,
    json(user),
    el("h3", {}, `${number(total)} conversations`),
    el("ul", { class: "list" }, ...rows),
  );
}

async function showConversation(id) {
  const answer = await ask(`conversation?id=${encodeURIComponent(id)}`).catch(() => undefined);
  if (answer === undefined) return showDetail(id, el("p", {}, "It isn't there any more."));
  const { conversation, messages, total } = answer;
  const shown = { ...conversation, lastMessage: undefined };
  showDetail(
    id,
    json(shown),
    el("h3", {}, `${number(total)} messages, the newest ${number(messages.length)}`),
    ...messages.toReversed().map(json),
  );
}
