// What all pages share: asking the server, following the files, telling the person, and the keys.

// ---- asking the server ----------------------------------------------------------------------------------------------

/** The version of the files that this page shows. */
export const version = () => document.body.dataset.version;

/** A part of a page as HTML, made by our own templates. */
export async function part(path) {
  const answer = await fetch(path, { headers: { accept: "text/html" } });
  if (!answer.ok) throw new Error(`${path}: ${answer.status}`);
  return answer.text();
}

/**
 * Have something done. Gives what the server answers, with `ok` and `status`; an error is told, unless `quiet`.
 * Where the files changed meanwhile (409) the caller decides what happens with what was typed.
 */
export async function post(path, data, { quiet = false } = {}) {
  let answer;
  try {
    answer = await fetch(path, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ version: version(), ...data }),
    });
  } catch {
    const lost = { ok: false, status: 0, error: "the server does not answer", hint: "is `cmo-eval open` still running? what you typed stays here" };
    if (!quiet) told(lost);
    return lost;
  }
  let found;
  try {
    found = answer.status === 403 ? { error: "the server was started anew", hint: "open the address that the terminal shows in another tab, and save here again: what you typed stays" } : await answer.json();
  } catch {
    found = { error: `the server answered ${answer.status}`, hint: "" };
  }
  const result = { ...found, ok: answer.ok, status: answer.status };
  if (!answer.ok && !quiet) told(result);
  return result;
}

const told = (result) => say([result.error, result.hint].filter(Boolean).join("; "), "error");

// ---- telling the person ---------------------------------------------------------------------------------------------

/** Say something in passing, to eyes and to a screen reader; errors stay until they are clicked or something follows. */
export function say(text, kind = "note") {
  const box = document.getElementById("messages");
  const line = document.createElement("p");
  line.className = kind;
  line.textContent = text;
  line.addEventListener("click", () => line.remove());
  box.replaceChildren(line); // one at a time: what is said next takes its place
  if (kind !== "error") setTimeout(() => line.remove(), 6000);
}

/** Ask yes or no in words of our own; resolves to whether the first button was chosen. */
export function ask(question, { yes = "Yes", no = "No", details = null } = {}) {
  return new Promise((resolve) => {
    const dialog = document.createElement("dialog");
    dialog.setAttribute("aria-label", question);
    const text = document.createElement("p");
    text.textContent = question;
    dialog.append(text);
    if (details) dialog.append(details);
    const row = document.createElement("p");
    row.className = "buttons";
    for (const [label, value] of [[yes, true], [no, false]]) {
      const button = document.createElement("button");
      button.type = "button";
      button.textContent = label;
      if (value) button.className = "main";
      button.addEventListener("click", () => end(value));
      row.append(button);
    }
    dialog.append(row);
    const before = document.activeElement;
    const end = (value) => {
      dialog.close();
      dialog.remove();
      if (before instanceof HTMLElement && before.isConnected) before.focus();
      resolve(value);
    };
    dialog.addEventListener("cancel", (event) => {
      event.preventDefault();
      end(false);
    });
    document.body.append(dialog);
    dialog.showModal();
  });
}

/** A unified diff to be shown beside a question. */
export function changes(diff) {
  const shown = document.createElement("pre");
  shown.className = "changes";
  shown.tabIndex = 0;
  shown.textContent = diff;
  return shown;
}

// ---- following the files --------------------------------------------------------------------------------------------

const refreshed = [];
const guards = [];

/** Call `act` after the page took over what changed in the files, with the page as it was fetched. */
export const onRefresh = (act) => refreshed.push(act);

/** `busy()` says whether something is being typed that taking over would lose; then the page waits. */
export const whileBusy = (busy) => guards.push(busy);

/** Whether something is being typed anywhere that taking over would lose. */
export const busy = () => guards.some((one) => one());

const waiting = [];

/** Call `act` with the page as it is by now, once for each change that is not taken over because somebody types. */
export const onWaiting = (act) => waiting.push(act);

async function fetched() {
  const answer = await fetch(location.href, { headers: { accept: "text/html" } });
  return new DOMParser().parseFromString(await answer.text(), "text/html");
}

/** Show the present state: the content is fetched anew, and focus and place stay. */
export async function refresh() {
  const fresh = await fetched();
  const main = document.getElementById("main");
  const kept = { x: scrollX, y: scrollY, id: document.activeElement?.id };
  main.replaceChildren(...fresh.getElementById("main").childNodes);
  document.body.dataset.version = fresh.body.dataset.version;
  document.title = fresh.title;
  scrollTo(kept.x, kept.y);
  if (kept.id) document.getElementById(kept.id)?.focus({ preventScroll: true });
  for (const act of refreshed) act(fresh);
}

let following = false;
let passed = ""; // the last version that was not taken over

async function follow() {
  if (following || document.hidden) return;
  following = true;
  try {
    const answer = await fetch("/version");
    const now = (await answer.json()).version;
    document.body.classList.remove("alone");
    if (now !== version() && !busy()) await refresh();
    else if (now !== version() && now !== passed && waiting.length) {
      passed = now;
      const fresh = await fetched();
      for (const act of waiting) act(fresh);
    }
  } catch {
    document.body.classList.add("alone");
  } finally {
    following = false;
  }
}

setInterval(follow, 1500);
document.addEventListener("visibilitychange", follow);

// ---- keys -----------------------------------------------------------------------------------------------------------

const known = [];

/**
 * What a key does: `key` as KeyboardEvent names it, with "Control+" or "Shift+" or "Alt+" before it; `what` is what the
 * list of keys says. `when` (optional) says whether it applies now. Letters do nothing while somebody types.
 */
export function key(name, what, act, when = () => true) {
  known.push({ name, what, act, when });
}

const nameOf = (event) =>
  (event.ctrlKey || event.metaKey ? "Control+" : "") +
  (event.altKey ? "Alt+" : "") +
  (event.shiftKey && event.key.length > 1 ? "Shift+" : "") +
  event.key;

/** Whether somebody types into it. */
export const typing = (target) =>
  target instanceof HTMLElement && (target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName));

addEventListener("keydown", (event) => {
  const name = nameOf(event);
  if (event.isComposing || (typing(event.target) && !/^(Control|Escape|Alt)/.test(name))) return;
  if (document.querySelector("dialog[open]") && name !== "?") return;
  const found = known.find((one) => one.name === name && one.when(event));
  if (!found) return;
  event.preventDefault();
  found.act(event);
});

function showKeys() {
  const dialog = document.createElement("dialog");
  dialog.className = "keys";
  dialog.setAttribute("aria-label", "Keys");
  const list = document.createElement("dl");
  for (const { name, what } of known.filter((one) => one.what)) {
    const term = document.createElement("dt");
    const kbd = document.createElement("kbd");
    kbd.textContent = name
      .replace(/(^|\+)([A-Z])$/, "$1Shift+$2")
      .replace(/\+([a-z])$/, (plus) => plus.toUpperCase())
      .replace(" ", "Space")
      .replaceAll("Arrow", "");
    term.append(kbd);
    const about = document.createElement("dd");
    about.textContent = what;
    list.append(term, about);
  }
  const title = document.createElement("h2");
  title.textContent = "Keys";
  const button = document.createElement("button");
  button.type = "button";
  button.textContent = "Close";
  button.addEventListener("click", () => dialog.close());
  dialog.addEventListener("close", () => dialog.remove());
  dialog.append(title, list, button);
  document.body.append(dialog);
  dialog.showModal();
}

document.addEventListener("DOMContentLoaded", () => { // behind the keys of the page itself
  for (const link of document.querySelectorAll(".top nav a[data-key]")) key(link.dataset.key, `go to ${link.textContent}`, () => link.click());
});
key("?", "show these keys", showKeys);
document.getElementById("show-keys")?.addEventListener("click", showKeys);
