// What all pages share: asking the server, following the files, telling the person, and the keys.

// ---- asking the server ----------------------------------------------------------------------------------------------

/** The version of the files that this page shows. */
export const version = () => document.body.dataset.version;

/** The language of what the team wrote: titles, codes and words; the page around them is in English. */
export const LANGUAGE = document.body.dataset.language;

/** A choice of a list that the team named. */
export const ownOption = (text, value) => Object.assign(new Option(text, value), { lang: LANGUAGE });

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
  underWay += 1;
  try {
    return await sent(path, data, quiet);
  } finally {
    underWay -= 1;
  }
}

let underWay = 0;

async function sent(path, data, quiet) {
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

/** Say something in passing, to eyes and to a screen reader; errors stay until they are clicked, Escape is pressed or something follows. */
export function say(text, kind = "note") {
  const box = document.getElementById("messages");
  const line = document.createElement("p");
  line.className = kind;
  line.textContent = text;
  line.addEventListener("click", () => line.remove());
  box.replaceChildren(line); // one at a time: what is said next takes its place
  if (kind !== "error") setTimeout(() => line.remove(), Math.max(6000, text.length * 120)); // as long as it takes to read
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

/** What tells an element from others of its kind: its id, or where it leads, or what it is called; numbers in that change. */
const calling = (element) =>
  element.id || (element.getAttribute("href") ?? `${element.name ?? ""} ${(element.getAttribute("aria-label") ?? element.textContent).replaceAll(/[\s\d]+/g, " ").trim()}`);

const called = (root, selector) => Map.groupBy(root.querySelectorAll(selector), calling);

/** Show the present state: the content is fetched anew; focus, place and what was opened or closed stay. */
export async function refresh(options = {}) {
  underWay += 1;
  try {
    await renewed(options);
  } finally {
    underWay -= 1;
  }
}

async function renewed({ typed = false }) {
  const fresh = await fetched();
  const main = document.getElementById("main");
  const now = fresh.getElementById("main");
  for (const [name, then] of called(main, "details > summary")) {
    const boxes = called(now, "details > summary").get(name) ?? [];
    for (const [place, summary] of then.entries()) if (boxes[place]) boxes[place].parentElement.open = summary.parentElement.open;
  }
  if (typed) {
    const fields = "select, textarea, input:not([type=checkbox], [type=radio], [type=file])";
    const values = called(now, fields);
    for (const [name, then] of called(main, fields)) for (const [place, one] of then.entries()) if (values.get(name)?.[place]) values.get(name)[place].value = one.value;
  }
  const kept = { x: scrollX, y: scrollY };
  const focused = document.activeElement;
  const inside = focused !== main && main.contains(focused);
  const place = inside ? called(main, focused.localName).get(calling(focused)).indexOf(focused) : 0;
  main.replaceChildren(...now.childNodes);
  document.body.dataset.version = fresh.body.dataset.version;
  document.title = fresh.title;
  scrollTo(kept.x, kept.y);
  if (inside) {
    const same = called(main, focused.localName).get(calling(focused)) ?? [];
    (same[place] ?? same.at(-1))?.focus({ preventScroll: true });
  }
  for (const act of refreshed) act(fresh);
  if (inside && document.activeElement === document.body) main.focus({ preventScroll: true }); // what had it is gone
}

let following = false;
let passed = ""; // the last version that was not taken over

const ALONE = "the server does not answer: is `cmo-eval open` still running?";
const ANEW = "the server was started anew: open the address that the terminal shows in another tab, and go on here";

/** Say in the bar that the page stands alone, to a screen reader too, once; or that it does not any more. */
function alone(why) {
  const bar = document.getElementById("alone");
  if (bar.textContent === why) return;
  if (bar.textContent && !why) say("the server answers again");
  bar.textContent = why;
  document.body.classList.toggle("alone", why !== "");
}

async function follow() {
  if (following || document.hidden) return;
  following = true;
  try {
    const shown = version();
    const answer = await fetch("/version");
    if (answer.status === 403) return alone(ANEW);
    const now = (await answer.json()).version;
    alone("");
    if (underWay || shown !== version()) return; // what is new is what this page saves, or has just saved
    if (now !== version() && !busy()) await refresh({ typed: true });
    else if (now !== version() && now !== passed && waiting.length) {
      passed = now;
      const fresh = await fetched();
      for (const act of waiting) act(fresh);
    }
  } catch {
    alone(ALONE);
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

/** Whether a key is a letter, digit or sign, as words said to a computer may hit too; whoever wants none switches them off. */
const single = (name) => name.length === 1 && name !== " ";
const OFF = "keys=off";
let letters = !document.cookie.split("; ").includes(OFF);

function setLetters(on) {
  letters = on;
  document.cookie = `${OFF}; path=/; samesite=strict; max-age=${on ? 0 : 400 * 86400}`;
}

/** Whether somebody types into it. */
export const typing = (target) =>
  target instanceof HTMLElement && (target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName));

addEventListener("keydown", (event) => {
  const name = nameOf(event);
  if (event.isComposing || (typing(event.target) && !/^(Control|Escape|Alt)/.test(name))) return;
  if (document.querySelector("dialog[open]") && name !== "?") return;
  if (single(name) && !letters) return;
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
  title.tabIndex = -1;
  title.autofocus = true; // else what comes first would be the box below the list, and the list be scrolled away
  const button = document.createElement("button");
  button.type = "button";
  button.textContent = "Close";
  button.addEventListener("click", () => dialog.close());
  dialog.addEventListener("close", () => dialog.remove());
  const choice = document.createElement("label");
  const box = Object.assign(document.createElement("input"), { type: "checkbox", checked: letters });
  box.addEventListener("change", () => setLetters(box.checked));
  choice.append(box, " Letters, digits and signs are keys (leave this off if you speak to the computer)");
  const choose = document.createElement("p");
  choose.append(choice);
  dialog.append(title, list, choose, button);
  document.body.append(dialog);
  dialog.showModal();
}

document.addEventListener("DOMContentLoaded", () => { // behind the keys of the page itself
  for (const link of document.querySelectorAll(".top nav a[data-key]")) key(link.dataset.key, `go to ${link.textContent}`, () => link.click());
  const box = document.getElementById("messages");
  key("Escape", "", () => box.replaceChildren(), () => box.childElementCount > 0);
});
key("?", "show these keys", showKeys);
document.getElementById("show-keys")?.addEventListener("click", showKeys);
