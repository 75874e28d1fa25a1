// A claim: the decision form says what it needs, sends what the page showed, and loses nothing that was typed.
import { key, onRefresh, post, refresh, say, whileBusy } from "./page.js";
import { steps } from "./steps.js";

const form = () => document.querySelector("form.decide");
const fields = () => [...form().elements].filter((one) => one.name);

/** What is typed: the values of the form, of boxes and buttons those that are chosen. */
function typed() {
  const values = {};
  for (const one of fields()) {
    if (/^(radio|checkbox)$/.test(one.type)) values[one.id] = one.checked;
    else values[one.id] = one.value;
  }
  return values;
}

function restore(values) {
  if (!form()) return;
  for (const one of fields()) {
    if (!(one.id in values)) continue;
    if (typeof values[one.id] === "boolean") one.checked = values[one.id];
    else one.value = values[one.id];
  }
  toggle();
}

let empty = null;
const touched = () => Boolean(form() && empty) && JSON.stringify(typed()) !== empty;

const verdict = () => form().querySelector("[name=verdict]:checked")?.value ?? "";

/** Show what goes with the verdict that is chosen. */
function toggle() {
  for (const one of form().querySelectorAll("[data-when]")) one.hidden = !one.dataset.when.split(" ").includes(verdict());
}

/** The decision as the server takes it, with what the page showed of the evidence. */
function decision() {
  const data = form().dataset;
  const visible = (one) => !one.closest("[hidden]");
  const others = form().elements.others.value.split(/[,\s]+/).filter(Boolean);
  const boxes = [...form().querySelectorAll("[name=sets_aside]:checked")].filter(visible).map((one) => one.value);
  const becomes = form().elements.becomes;
  return {
    verdict: verdict(),
    wording: Number(data.wording),
    by: form().elements.by.value,
    second_reader: form().elements.second_reader.value,
    date: form().elements.date.value.trim(),
    rationale: form().elements.rationale.value,
    sets_aside: [...boxes, ...others],
    becomes: visible(becomes) ? becomes.value : "",
    lines: data.lines ? data.lines.split("\n") : [],
    voices: data.voices,
    proposal: data.proposal,
  };
}

let asked = 0;
let soon;

/** What the decision still lacks, as `cmo-eval decide` would say it. */
async function lacking() {
  const mine = ++asked;
  const answer = touched() ? await post(`${form().dataset.path}/lacking`, decision(), { quiet: true }) : null;
  const place = document.getElementById("needs");
  if (mine !== asked || !place || answer?.ok === false) return;
  place.textContent = answer === null ? "" : answer.lacks ? `Not yet: ${answer.lacks}.` : "Nothing is lacking.";
}

/** Show what changed since the page showed it, above what was typed, which stays. */
async function changed(answer) {
  const values = typed();
  await refresh();
  restore(values);
  const place = document.getElementById("changed");
  if (!place) return;
  const title = document.createElement("h3");
  title.textContent = "This changed while you were deciding";
  const list = document.createElement("ul");
  for (const text of answer.changed) {
    const item = document.createElement("li");
    item.textContent = text;
    list.append(item);
  }
  const rest = document.createElement("p");
  rest.textContent = "Nothing was written. The page shows the evidence as it is now, and what you typed is still below.";
  place.replaceChildren(title, list, rest);
  place.focus();
}

let taking = false; // a button that is disabled meanwhile would lose the focus

async function take(event) {
  event.preventDefault();
  if (taking) return;
  clearTimeout(soon);
  asked += 1; // what is still asked about an earlier state of the form says nothing any more
  taking = true;
  const answer = await post(`${form().dataset.path}/decide`, decision());
  taking = false;
  if (answer.status === 409 && answer.changed) {
    await changed(answer);
  } else if (answer.ok) {
    empty = null;
    await refresh();
    say(answer.said);
    document.getElementById("decision").focus();
  } else {
    document.getElementById("needs").textContent = `Not written: ${[answer.error, answer.hint].filter(Boolean).join("; ")}.`;
  }
}

function begin() {
  if (!form()) return;
  toggle();
  empty = JSON.stringify(typed());
  form().addEventListener("submit", take);
  form().addEventListener("input", edited);
  form().addEventListener("click", (event) => {
    const verdict = event.target.dataset.all;
    if (!verdict) return;
    for (const box of form().querySelectorAll(`[data-when="${verdict}"] [name=sets_aside]`)) box.checked = true;
    edited();
  });
}

function edited() {
  toggle();
  clearTimeout(soon);
  soon = setTimeout(lacking, 300);
}

steps("claim");
key("d", "to the decision", () => {
  document.getElementById("decide").scrollIntoView();
  document.querySelector("[name=verdict]")?.focus({ preventScroll: true });
});
key("Control+Enter", "decide", () => form().requestSubmit(), touched);
whileBusy(touched);
onRefresh(begin);
addEventListener("beforeunload", (event) => {
  if (touched()) event.preventDefault();
});
begin();
