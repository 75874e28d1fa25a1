// Find: what is chosen is shown at once and stands in the address; without this the form asks the same by its button.
import { key, onRefresh, refresh, say, whileBusy } from "./page.js";
import { steps } from "./steps.js";

const form = () => document.getElementById("filters");
const narrow = matchMedia("(max-width: 50rem)");

/** The address that the form asks for. */
function address() {
  const pairs = [...new FormData(form())].filter(([, value]) => value.trim());
  const kept = new URLSearchParams(location.search).get("show");
  if (kept && pairs.some(([name]) => name === "words")) pairs.push(["show", kept]);
  return pairs.length ? `/find?${new URLSearchParams(pairs)}` : "/find";
}

// ---- what is chosen is shown ----------------------------------------------------------------------------------------

let asked = 0;

/** Show what an address asks, and put it into the bar; the filters stay as they are, but for their numbers. */
async function show(path) {
  const mine = ++asked;
  const found = document.getElementById("found");
  found.classList.add("old");
  let text;
  try {
    const answer = await fetch(path, { headers: { accept: "text/html" } });
    text = await answer.text();
  } catch {
    say("the server does not answer; is `cmo-eval open` still running?", "error");
    found.classList.remove("old");
    return;
  }
  if (mine !== asked) return; // something else was asked meanwhile
  const fresh = new DOMParser().parseFromString(text, "text/html");
  const place = fresh.getElementById("found");
  if (!place) return void location.assign(path); // the evaluation cannot be read, for instance
  found.replaceWith(place);
  document.body.dataset.version = fresh.body.dataset.version;
  for (const count of form().querySelectorAll("[data-of]")) {
    count.textContent = fresh.querySelector(`[data-of="${CSS.escape(count.dataset.of)}"]`)?.textContent ?? "";
  }
  for (const chosen of form().querySelectorAll("[data-chosen]")) {
    chosen.textContent = fresh.querySelector(`[data-chosen="${CSS.escape(chosen.dataset.chosen)}"]`)?.textContent ?? "";
  }
  history.pushState(null, "", path);
  empty();
  document.getElementById("told").textContent = document.getElementById("total").textContent;
}

/** Choices that nothing has are fainter. */
function empty() {
  for (const count of document.querySelectorAll(".count")) {
    count.parentElement.classList.toggle("none", count.textContent === "0");
  }
}

document.addEventListener("change", (event) => {
  if (!event.target.closest("#filters")) return;
  // a value that was typed becomes one of those that can be chosen: only the server knows what it is called
  if (event.target.id.startsWith("more-")) location.assign(address());
  else show(address());
});

document.addEventListener("submit", (event) => {
  if (event.target.id !== "filters") return;
  event.preventDefault();
  show(address());
});

addEventListener("popstate", () => refresh());
whileBusy(() => {
  const shown = new URLSearchParams(location.search);
  const typed = [...(form()?.querySelectorAll("input:not([type=checkbox])") ?? [])];
  return typed.some((one) => one.value.trim() !== (one.id.startsWith("more-") ? "" : (shown.get(one.name) ?? "")));
});

// ---- what stands open stays open ------------------------------------------------------------------------------------

const open = new Map();
document.addEventListener("toggle", (event) => event.target.id && event.target.closest("#filters") && open.set(event.target.id, event.target.open), true);
onRefresh(() => {
  for (const [id, is] of open) {
    const details = document.getElementById(id);
    if (details) details.open = is;
  }
  empty();
});
if (narrow.matches) document.getElementById("choose").open = false;
empty();

// ---- keys -----------------------------------------------------------------------------------------------------------

key("/", "to the words that are looked for", () => document.getElementById("words").focus());
steps("page of quotes");
