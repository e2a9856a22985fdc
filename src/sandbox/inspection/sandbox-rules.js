import { $, ask, el, number } from "./sandbox-dom.js";

const PRESETS = [
  ["Answer 503 to a tenth", { kind: "status", status: 503, rate: 0.1 }],
  ["Refuse a tenth (429)", { kind: "429", rate: 0.1 }],
  ["Half a second late", { kind: "latency", ms: 500 }],
  ["Break a connection in twenty", { kind: "reset-after", rate: 0.05 }],
  ["Break a socket in ten calls", { kind: "drop", rate: 0.1 }],
  ["Lose half of the events", { kind: "lose-events", rate: 0.5 }],
  ["Keep headerPhotoUrl", { kind: "keep-field", field: "headerPhotoUrl" }],
];

const SWITCHES = [
  ["syncUsers", "Browsers write users"],
  ["syncConversations", "Browsers write conversations"],
  ["identityVerification", "Browsers need a signature"],
];

export async function showFaults() {
  const faults = await ask("faults");
  $("faults").replaceChildren(
    ...faults.map(({ fired, ...fault }) =>
      el(
        "li",
        {},
        el("code", {}, JSON.stringify(fault)),
        el("span", { class: "soft" }, `struck ${number(fired)}×`),
      ),
    ),
  );
}

async function addFault(fault) {
  const faults = (await ask("faults")).map((kept) => ({ ...kept, fired: undefined }));
  await ask("faults", "POST", [...faults, fault]);
  await showFaults();
}

$("fault-presets").replaceChildren(
  ...PRESETS.map(([words, fault]) =>
    el("button", { type: "button", onclick: () => void addFault(fault) }, words),
  ),
  el("button", { type: "button", onclick: () => void ask("faults", "DELETE").then(showFaults) }, "End all"),
);

let rules = "";
export function showRules({ settings, questions }) {
  const text = JSON.stringify(settings);
  if (text === rules) return;
  rules = text;
  $("switches").replaceChildren(
    ...SWITCHES.map(([key, words]) =>
      el(
        "label",
        {},
        words,
        el("input", {
          type: "checkbox",
          checked: settings[key],
          onchange: (event) => void ask("settings", "PATCH", { [key]: event.target.checked }),
        }),
      ),
    ),
  );
  $("questions").replaceChildren(
    ...Object.entries(questions).map(([name, { question, answers }]) =>
      el(
        "label",
        {},
        question,
        el(
          "select",
          { onchange: (event) => void ask("settings", "PATCH", { assumed: { [name]: event.target.value } }) },
          ...answers.map((answer) => el("option", { selected: settings.assumed[name] === answer }, answer)),
        ),
      ),
    ),
  );
}
