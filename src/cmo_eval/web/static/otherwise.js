// What pages that show one thing at a time to be decided share: a form to say it otherwise, and by whom it is decided.
import { onRefresh, say, whileBusy } from "./page.js";
import { judgementForm } from "./stances.js";

let form = null;
let underWay = false;

export const at = (id) => document.getElementById(id);
export const place = () => document.querySelector(".settling");
export const isThere = () => Boolean(form);
export const isOpen = () => isThere() && !at("otherwise").hidden;
export const isChanged = () => isOpen() && form.changed();
export const isUnderWay = () => underWay;
export const read = () => form.read();

/** Leave behind what was chosen in the form. */
export function forget() {
  form = null;
}

/** Fill the form, now and whenever the page is made anew, where `about` names something; `listen` is called then. */
export function begin(about, listen) {
  const start = () => {
    form = null;
    if (!place()?.dataset[about]) return;
    form = judgementForm(at("otherwise").querySelector(".judgement"));
    form.write(JSON.parse(at("otherwise").querySelector(".said").textContent));
    at("something-else").addEventListener("click", () => show(at("otherwise").hidden));
    at("leave").addEventListener("click", () => show(false));
    listen();
  };
  whileBusy(isChanged);
  onRefresh(start);
  addEventListener("popstate", () => location.reload());
  start();
}

export function show(open) {
  at("otherwise").hidden = !open;
  at("something-else").setAttribute("aria-expanded", String(open));
  if (!open) return at("something-else").focus();
  form.focus();
  at("otherwise").scrollIntoView({ block: "start" });
}

/** Do something by whose initials are chosen, one thing at a time; without any, `who` asks for them. */
export async function decide(who, act) {
  if (underWay) return;
  if (!at("by").value) {
    at("by").focus();
    return say(`${who} choose your initials`, "error");
  }
  underWay = true;
  try {
    await act(at("by").value);
  } finally {
    underWay = false;
  }
}

/** Tell why it was not done; options of the command line are no help on a page. */
export function refused(result) {
  say([result.error, result.hint].filter((text) => text && !text.startsWith("--")).join("; "), "error");
}
