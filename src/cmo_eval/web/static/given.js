// A second coder's citations, one after another: the form of each, saved by its keys.
import { ask, key, onRefresh, post, refresh, say, whileBusy } from "./page.js";
import { judgementForm } from "./stances.js";

let form = null;
let before = null; // what this coder had made of it when it was shown
let saving = false;

const place = () => document.querySelector(".coding");
const changed = () => Boolean(form?.changed());
const path = (what) => `${location.pathname.replace(/\/$/, "")}/${what}`;

function start() {
  document.getElementById("give")?.addEventListener("submit", give);
  form = null;
  if (!place()) return;
  form = judgementForm(place().querySelector(".judgement"));
  before = JSON.parse(place().querySelector(".said").textContent);
  form.write(before);
  document.getElementById("save").addEventListener("click", save);
  document.getElementById("next").addEventListener("click", () => go(place().dataset.next));
  document.getElementById("previous").addEventListener("click", () => go(place().dataset.previous));
  document.querySelector(".list [aria-current]").scrollIntoView({ block: "nearest", inline: "nearest" });
  if (document.activeElement === document.body) form.focus();
}

async function give(event) {
  event.preventDefault();
  const result = await post(path("given"), { sample: document.getElementById("sample").value });
  if (!result.ok) return;
  await refresh();
  say(result.number ? `${result.number} given` : "all of these were given already");
  form?.focus();
}

function show(citation) {
  location.assign(citation ? `?citation=${encodeURIComponent(citation)}` : location.pathname);
}

async function go(citation) {
  if (!citation) return say("there is none in that direction");
  if (changed()) {
    if (!(await ask("What you chose here is not saved yet.", { yes: "Save and go on", no: "Stay here" }))) return;
    if (!(await saved())) return;
  }
  show(citation);
}

async function save() {
  if (await saved()) show(place().dataset.next);
}

/** Save what the form says; whether it was saved. What the files say by now is shown first where that differs. */
async function saved() {
  if (!form || saving) return false;
  saving = true;
  try {
    const sent = { citation: place().dataset.citation, judgement: form.read(), before };
    let result = await post(path("code"), sent, { quiet: true });
    while (result.status === 409) {
      const now = await present();
      const question = "What was made of this citation changed since it was shown. Save what you have here in its place?";
      if (!(await ask(question, { yes: "Save mine", no: "Not yet", details: told(now) }))) return false;
      before = now;
      result = await post(path("code"), { ...sent, before, version: result.version }, { quiet: true });
    }
    if (!result.ok) {
      say([result.error, result.hint].filter(Boolean).join("; "), "error");
      return false;
    }
    before = sent.judgement;
    form.write(sent.judgement); // nothing is left to be lost
    return true;
  } finally {
    saving = false;
  }
}

/** What the files say of the citation by now. */
async function present() {
  const citation = encodeURIComponent(place().dataset.citation);
  const answer = await fetch(`${location.pathname}?citation=${citation}`, { headers: { accept: "text/html" } });
  const fresh = new DOMParser().parseFromString(await answer.text(), "text/html");
  return JSON.parse(fresh.querySelector(".said")?.textContent ?? "null");
}

function told(judgement) {
  const shown = document.createElement("p");
  const stances = (judgement?.stances ?? []).map((one) => `${one.stance} ${one.claim}${one.pattern ? ` (${one.pattern})` : ""}`);
  const said = [stances.join(", "), (judgement?.codes ?? []).join(", "), judgement?.quality, judgement?.memo];
  shown.textContent = `It says now: ${said.filter(Boolean).join("; ") || "nothing"}.`;
  return shown;
}

whileBusy(changed);
onRefresh(start);
addEventListener("beforeunload", (event) => {
  if (changed() && !saving) event.preventDefault();
});
key("Control+Enter", "save, and on to the next citation", save, () => Boolean(form));
key("j", "the next citation", () => go(place().dataset.next), () => Boolean(form));
key("k", "the citation before", () => go(place().dataset.previous), () => Boolean(form));
start();
