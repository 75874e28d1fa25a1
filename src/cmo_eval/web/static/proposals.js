// What a model proposed, looked at one by one: accepted, changed by a form, or rejected.
import { key, onRefresh, post, refresh, say, whileBusy } from "./page.js";
import { judgementForm } from "./stances.js";

let form = null;
let underWay = false;

const at = (id) => document.getElementById(id);
const place = () => document.querySelector(".settling");
const isOpen = () => Boolean(form) && !at("otherwise").hidden;

function start() {
  form = null;
  if (!place()?.dataset.proposal) return;
  form = judgementForm(at("otherwise").querySelector(".judgement"));
  form.write(JSON.parse(at("otherwise").querySelector(".said").textContent));
  at("accept").addEventListener("click", accept);
  at("reject").addEventListener("click", reject);
  at("something-else").addEventListener("click", () => show(at("otherwise").hidden));
  at("leave").addEventListener("click", () => show(false));
  at("change").addEventListener("click", change);
}

function show(open) {
  at("otherwise").hidden = !open;
  at("something-else").setAttribute("aria-expanded", String(open));
  if (open) form.focus();
  else at("something-else").focus();
}

const accept = () => look({ outcome: "accepted", quality: at("quality")?.value || null });
const change = () => look({ outcome: "accepted", judgement: form.read() });
const reject = () => look({ outcome: "rejected" });

async function look(what) {
  if (underWay) return;
  if (!at("by").value) {
    at("by").focus();
    return say("who looks at it? choose your initials", "error");
  }
  underWay = true;
  try {
    const proposal = place().dataset.proposal;
    const sent = { proposal, by: at("by").value, ...what };
    const result = await post(location.pathname, sent);
    if (!result.ok) return say([result.error, result.hint].filter((text) => text && !text.startsWith("--")).join("; "), "error");
    history.pushState(null, "", `?by=${encodeURIComponent(sent.by)}`); // the next one that waits follows
    await refresh();
    scrollTo(0, 0);
    (at("accept") ?? at("nothing-open"))?.focus({ preventScroll: true });
    say(`${proposal} ${result.outcome}${result.citation ? `: ${result.citation}${result.there ? ", which was there already" : ""}` : ""}`);
    for (const note of result.notes) say(note);
  } finally {
    underWay = false;
  }
}

whileBusy(() => isOpen() && form.changed());
onRefresh(start);
addEventListener("popstate", () => location.reload());
key("a", "accept it as it is", accept, () => Boolean(form) && !isOpen());
key("e", "change it: a form", () => show(true), () => Boolean(form) && !isOpen());
key("x", "reject it", reject, () => Boolean(form) && !isOpen());
key("Escape", "leave the form", () => show(false), isOpen);
start();
