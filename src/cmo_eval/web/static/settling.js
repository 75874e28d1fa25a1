// What coders saw differently, settled one by one: by a digit for whose coding holds, or by a form.
import { ask, key, onRefresh, post, refresh, say, whileBusy } from "./page.js";
import { judgementForm } from "./stances.js";

let form = null;
let underWay = false;

const at = (id) => document.getElementById(id);
const place = () => document.querySelector(".settling");
const isOpen = () => Boolean(form) && !at("otherwise").hidden;

function start() {
  form = null;
  if (!place()?.dataset.citation) return;
  form = judgementForm(at("otherwise").querySelector(".judgement"));
  form.write(JSON.parse(at("otherwise").querySelector(".said").textContent));
  for (const button of place().querySelectorAll(".take")) button.addEventListener("click", () => take(button.dataset.take));
  at("something-else").addEventListener("click", () => show(at("otherwise").hidden));
  at("leave").addEventListener("click", () => show(false));
  at("settle").addEventListener("click", otherwise);
  at("next").addEventListener("click", () => go(place().dataset.next));
  at("previous").addEventListener("click", () => go(place().dataset.previous));
  at("by").addEventListener("change", () => {
    const address = new URL(location.href);
    address.searchParams.set("by", at("by").value);
    history.replaceState(null, "", address);
  });
}

function show(open) {
  at("otherwise").hidden = !open;
  at("something-else").setAttribute("aria-expanded", String(open));
  if (open) {
    form.focus();
    at("otherwise").scrollIntoView({ block: "start" });
  } else {
    at("something-else").focus();
  }
}

async function go(citation) {
  if (!citation || citation === place().dataset.citation) return say("no other one is open");
  if (isOpen() && form.changed() && !(await ask("What you chose here is not saved.", { yes: "Leave it behind", no: "Stay here" }))) return;
  form = null; // what was chosen is left behind
  const by = at("by").value;
  location.assign(`?citation=${encodeURIComponent(citation)}&by=${encodeURIComponent(by)}`);
}

const take = (coder) => settle({ take: coder }, `as ${coder} had it`);
const otherwise = () => settle({ judgement: form.read() }, "as you said");

async function settle(what, how) {
  if (underWay) return;
  if (!at("by").value) {
    at("by").focus();
    return say("who settles it? choose your initials", "error");
  }
  underWay = true;
  try {
    const citation = place().dataset.citation;
    const sent = { citation, by: at("by").value, date: at("date").value, ...what };
    let result = await post(path(), sent, { quiet: true });
    if (result.status === 409) {
      const question = `What was coded changed since this was shown (${result.changed.join(", ")}).`;
      if (!(await ask(question, { yes: "Settle it all the same", no: "Look at it first" }))) {
        if (!isOpen() || !form.changed()) await refresh();
        return;
      }
      result = await post(path(), { ...sent, version: result.version }, { quiet: true });
    }
    if (!result.ok) return say([result.error, result.hint].filter((text) => text && !text.startsWith("--")).join("; "), "error");
    history.pushState(null, "", `?by=${encodeURIComponent(sent.by)}`); // the next open one follows
    await refresh();
    scrollTo(0, 0);
    (document.querySelector(".take") ?? at("nothing-open"))?.focus({ preventScroll: true });
    say(`${citation} settled ${how}`);
    for (const note of result.notes) say(note);
  } finally {
    underWay = false;
  }
}

const path = () => location.pathname.replace(/side-by-side$/, "settle");

whileBusy(() => isOpen() && form.changed());
onRefresh(start);
addEventListener("popstate", () => location.reload());
addEventListener("beforeunload", (event) => {
  if (isOpen() && form.changed() && !underWay) event.preventDefault();
});
for (let digit = 1; digit < 10; digit++) {
  const chosen = () => place()?.querySelectorAll(".take")[digit - 1];
  if (chosen() || digit < 3) key(String(digit), `settle it as the ${["first", "second", "third"][digit - 1] ?? `${digit}th`} coder had it`, () => chosen().click(), () => !isOpen() && Boolean(chosen()));
}
key("e", "settle it as something else: a form", () => show(true), () => Boolean(form) && !isOpen());
key("Control+Enter", "what the form says holds", otherwise, isOpen);
key("Escape", "leave the form", () => show(false), isOpen);
key("j", "the next open one", () => go(place().dataset.next), () => Boolean(form));
key("k", "the open one before", () => go(place().dataset.previous), () => Boolean(form));
start();
