// Reading and coding a transcript: words are chosen, the panel says what they show, and what is saved is marked at once.
import { ask, key, onRefresh, onWaiting, post, refresh, say, version, whileBusy } from "./page.js";
import { newCode } from "./newcode.js";
import { judgementForm } from "./stances.js";
import { turn } from "./steps.js";
import { Cursor, fromBeside, offset, onlyPlace, placeOf, rangeOf, selected, textOf } from "./words.js";

const panel = document.getElementById("panel");
const source = panel.dataset.source;
const coder = panel.dataset.coder ?? null;
const mayCode = () => "mayCode" in panel.dataset;
const base = `/transcripts/${encodeURIComponent(source)}`;
const one = (id) => document.getElementById(id);
const isOpen = () => !one("coding").hidden;

/** Show the form with the words that it is about, or that nothing is chosen. */
function setOpen(open) {
  one("coding").hidden = one("chosen-words").hidden = !open;
  one("nothing").hidden = open;
}

const nowhere = document.createElement("div"); // while the evaluation cannot be read there is no text
const text = () => one("text") ?? nowhere;
let form = judgementForm(panel.querySelector(".judgement"));
const again = JSON.parse(one("again-data").textContent);

let chosen = null; // places of the first and behind the last of the chosen words
let citation = null; // id of the citation that is being changed
let parts = []; // where its words stand, as the server says
let cursor = new Cursor(text());
let saving = false;
let whoIsSaid = false; // and written into the file of this source
let usualQuality = null; // what was said here of what this source tells, which its file keeps

// ---- choosing words -------------------------------------------------------------------------------------------------

/** Take these words as the chosen ones: they stay marked while the form is filled in. */
function choose(passage, { open = true, scroll = false } = {}) {
  chosen = passage;
  one("by-keys").textContent = passage ? "Words chosen" : "Nothing chosen";
  CSS.highlights?.delete("chosen");
  if (!passage) return;
  one("chosen").dataset.words = textOf(text(), passage.start, passage.end);
  const range = rangeOf(passage.start, passage.end);
  CSS.highlights?.set("chosen", new Highlight(range));
  if (scroll) passage.end.element.scrollIntoView({ block: "nearest" });
  if (citation !== null) offerWords();
  else if (open) openPanel();
  if (isOpen() && citation === null) showChosen();
}

const showChosen = () => (one("chosen").textContent = chosen ? one("chosen").dataset.words : "");

let settle = null;
document.addEventListener("selectionchange", () => {
  clearTimeout(settle);
  settle = setTimeout(taken, 120);
});

/** What was chosen with the mouse, by touch or by the browser's own keys. */
function taken() {
  const passage = selected(text());
  if (!passage) return;
  cursor.at(passage.start, passage.end);
  choose(passage);
}

fromBeside(document.getElementById("main"));
text().addEventListener("pointerup", () => {
  clearTimeout(settle);
  settle = setTimeout(taken, 0);
});

// ---- the panel ------------------------------------------------------------------------------------------------------

const typed = () => one("typed"); // where there is no transcript to choose from
const typedWords = () => (citation === null && typed()?.value.trim()) || "";
const dirty = () => isOpen() && (form.changed() || typedWords() !== "");
whileBusy(() => dirty() || saving);
addEventListener("beforeunload", (event) => {
  if (dirty() && !saving) event.preventDefault();
});

const UNREAD = "nothing can be coded here until the files of this source are mended";

function openPanel() {
  if (!mayCode()) return say(UNREAD, "error");
  const anew = !isOpen() || citation !== null;
  citation = null;
  if (anew) form.write(usualQuality ? { ...EMPTY, quality: usualQuality } : null);
  dress("Code these words", "Save");
  askWho();
  for (const id of ["rewords", "split", "remove"]) one(id).hidden = true;
  one("again").hidden = false;
  showChosen();
  if (typed()) one("typing").hidden = false;
  setOpen(true);
  looked();
}

/** Show what a citation says, to be changed. */
async function openCitation(id, { focus = false } = {}) {
  if (citation !== id && !(await mayLeave())) return;
  const answer = await fetch(`${base}/citations/${encodeURIComponent(id)}${coder ? `?coder=${encodeURIComponent(coder)}` : ""}`);
  if (!answer.ok) return say(`${id} is not there any more`, "error");
  const found = await answer.json();
  citation = id;
  parts = found.parts;
  const passage = parts.length ? passageAt(parts[0][0], parts.at(-1)[1]) : {};
  if (passage.start && passage.end) cursor.at(passage.start, passage.end); // the arrows go on from there
  form.write(found.judgement);
  dress(`Change ${id}`, "Save the change");
  askWho();
  one("chosen").textContent = found.quote;
  one("again").hidden = true;
  if (typed()) one("typing").hidden = true;
  one("remove").hidden = false;
  setOpen(true);
  panel.scrollTop = 0;
  offerWords();
  mark(id);
  looked();
  if (focus) form.focus();
}

/** Who codes is asked of the first coding of a file that names nobody: of a change, or once it is said, nothing hangs on it. */
function askWho() {
  const who = one("who-codes");
  if (who) who.closest("p").hidden = citation !== null || whoIsSaid;
}

function dress(title, save) {
  one("panel-title").textContent = title;
  panel.querySelector("[type=submit]").textContent = save;
  one("effect").replaceChildren();
  one("notes").replaceChildren();
  if (citation === null) mark(null);
}

/** Words chosen while a citation is changed can become its own, or tell where it is split. */
function offerWords() {
  one("rewords").hidden = !chosen;
  one("split").hidden = !chosen || !within(chosen.start);
}

const within = (start) => {
  const at = offset(start);
  return parts.some(([from, to]) => at > from && at < to);
};

function close({ back = true } = {}) {
  const of = citation === null ? null : one(citation);
  setOpen(false);
  citation = null;
  one("again").hidden = false;
  choose(null);
  getSelection().removeAllRanges();
  mark(null);
  if (back) (of ?? text()).focus({ preventScroll: true });
  if (unseen) offer(unseen);
}

/** Whether nothing is filled in, or whoever did leaves it. */
const mayLeave = async () => !dirty() || (await ask("What you filled in is not saved.", { yes: "Leave it", no: "Go on with it" }));

async function closeAsked() {
  if (await mayLeave()) close();
}

function mark(id) {
  document.querySelectorAll("mark.current, .cite.current").forEach((old) => old.classList.remove("current"));
  if (id === null) return;
  one(id)?.classList.add("current");
  for (const piece of text().querySelectorAll(`mark[data-ids~="${CSS.escape(id)}"]`)) piece.classList.add("current");
}

// what the keys lead to in the form is not hidden by what stays in sight below it
const foot = panel.querySelector(".foot");
const standing = () => (getComputedStyle(foot).display === "contents" ? foot.querySelector(".buttons") : foot);
new ResizeObserver(() => panel.style.setProperty("--foot", `${standing().offsetHeight}px`)).observe(one("coding"));

// ---- what it does to the claims -------------------------------------------------------------------------------------

let looking = null;
let asked = 0;

/** Ask, a little after the last change, what the citation would do. */
function looked() {
  clearTimeout(looking);
  looking = setTimeout(look, 250);
}

async function look() {
  if (!isOpen() || (citation === null && !chosen && !typedWords())) return;
  const judgement = form.read();
  const mine = (asked += 1);
  const found =
    citation === null
      ? await post(`${base}/effect`, { ...words(), judgement, ...whose(), usual_quality: kept(judgement) }, { quiet: true })
      : await post(`${base}/effect-of-edit`, { citation, judgement, coder }, { quiet: true });
  if (mine !== asked) return;
  tell("effect", found.ok ? found.html : "");
  const notes = found.ok ? found.notes : judgement.stances.length || judgement.codes.length ? [[found.error, found.hint].filter(Boolean).join("; ")] : [];
  const lines = document.createElement("div");
  lines.append(...notes.map((note) => Object.assign(document.createElement("p"), { textContent: note })));
  tell("notes", lines.innerHTML);
}

/** Show what a citation does, or what is to be minded: a screen reader says it again only where it says something else. */
function tell(id, html) {
  if (one(id).childElementCount && told.get(id) === html) return;
  told.set(id, html);
  one(id).innerHTML = html;
}

const told = new Map();

panel.addEventListener("judged", looked);
typed()?.addEventListener("input", looked);
document.getElementById("main").addEventListener("click", (event) => {
  if (event.target.id !== "type-words") return;
  openPanel();
  typed().focus();
});

const EMPTY = { stances: [], codes: [], quality: null, utterance: null, memo: "", speaker: null, case: null };

/** The quality to be kept for the source, where that is asked and one is chosen. */
const kept = (judgement) => (one("keep-quality")?.checked && !usualQuality ? judgement.quality : null);

/** The words that are meant, as the server takes them; null where none are chosen. */
const words = () =>
  typed() ? { words: typedWords(), paraphrase: one("paraphrase").checked } : chosen && { start: offset(chosen.start), end: offset(chosen.end) };
const whose = () => (coder ? { coder, second: true } : { coder: one("who-codes")?.value || null });

// ---- saving ---------------------------------------------------------------------------------------------------------

/**
 * Have something saved; where the files changed meanwhile, show what did and ask. `said()` says what is sent: asked again
 * then, since the words that were chosen may stand elsewhere in the text by now. It gives null where they are gone, which
 * was told.
 */
async function save(path, said) {
  if (saving) return null;
  saving = true;
  try {
    let found = await post(path, said(), { quiet: true });
    if (found.status === 409) {
      const before = coded();
      await refresh();
      const what = changes(before, coded());
      if (!said()) return null;
      const goOn = await ask("The files changed since this page showed them. Save all the same?", { yes: "Save", no: "Look first", details: what });
      const now = goOn && said();
      if (!now) return null;
      found = await post(path, now, { quiet: true });
    }
    if (!found.ok) {
      const line = found.passage ? `; what comes nearest, on line ${found.line}: ${found.passage}` : "";
      say([found.error, found.hint].filter(Boolean).join("; ") + line, "error");
      return null;
    }
    return found;
  } finally {
    saving = false;
  }
}

/** What is coded on the page, by id. */
const coded = () => new Map([...text().querySelectorAll(".cite")].map((cite) => [cite.id, cite.textContent]));

function changes(old, now) {
  const list = document.createElement("ul");
  const add = (words) => list.append(Object.assign(document.createElement("li"), { textContent: words }));
  for (const [id, about] of now) {
    if (!old.has(id)) add(`new: ${about}`);
    else if (old.get(id) !== about) add(`changed: ${about}`);
  }
  for (const id of old.keys()) if (!now.has(id)) add(`gone: ${id}`);
  if (!list.children.length) add("what is coded here is the same; the transcript, the source or a speaker was changed");
  return list;
}

/** The list of a source without a transcript, fetched anew. */
async function renew(id) {
  if (typed()) typed().value = "";
  await refresh();
  (one(id) ?? one("type-words"))?.focus();
}

/** Put the lines that look otherwise in their places; where more is new in the files, following them brings it. */
function show(found) {
  if (found.before === version()) document.body.dataset.version = found.version;
  for (const [number, html] of Object.entries(found.lines)) {
    const line = one(`line-${number}`);
    if (line) line.outerHTML = html;
  }
}

async function saveCoding(judgement) {
  if (!chosen && !typedWords()) return say(typed() ? "type the words first" : "choose the words first", "error");
  const who = one("who-codes");
  if (who && !who.value) return askFirst(judgement, who, "say who codes, then save; it is remembered");
  if (one("keep-quality") && !usualQuality && !judgement.quality) {
    const quality = panel.querySelector(".quality-given input");
    return askFirst(judgement, quality, "say of which quality this is, then save; it is kept for this source");
  }
  let passage = null;
  const usual = kept(judgement);
  const found = await save(`${base}/code`, () => (passage = words()) && { ...passage, judgement, ...whose(), usual_quality: usual });
  if (!found) return;
  whoIsSaid = true;
  if (usual && !found.there) {
    usualQuality = usual;
    one("keep-quality-asked").hidden = true;
  }
  show(found);
  remember(judgement);
  const what = label(judgement);
  said(found, found.there ? `${found.id} has these words already${found.lacking.length ? `; it does not say ${found.lacking.join(", ")}: choose it to change it` : ""}` : `${found.id} saved${what && `: ${what}`}`);
  close();
  if (typed()) return renew(found.id);
  const place = placeOf(text(), passage.end, { ends: true });
  if (place) cursor.behind(place);
}

/** The first coding says who codes, and of a source how good it is what it tells; later ones need not. */
function askFirst(judgement, field, what) {
  if (!isOpen()) openPanel();
  if (!form.changed()) form.write(judgement);
  field.focus();
  say(what, "error");
}

/** Save what the form says of a citation and, as `more()` says, other words or where it is split. */
async function saveChange(more = () => ({})) {
  const id = citation;
  const unplaced = one(id)?.closest(".unplaced"); // then it stands in no line, but in a list above them
  const found = await save(`${base}/recode`, () => {
    const passage = more();
    return passage && { citation: id, judgement: form.read(), coder, ...passage };
  });
  if (!found) return;
  show(found);
  said(found, found.added.length ? `${id} split: ${found.added.join(", ")} is new` : `${id} changed`);
  close({ back: false });
  if (typed()) return renew(id);
  if (unplaced) await refresh();
  (one(id) ?? text()).focus({ preventScroll: true });
}

function said(found, what) {
  say([what, ...found.notes].join("; "));
}

async function takeOut() {
  const id = citation;
  let found = await save(`${base}/remove`, () => ({ citation: id, coder }));
  if (found?.named) {
    const list = document.createElement("ul");
    for (const place of found.named) list.append(Object.assign(document.createElement("li"), { textContent: place }));
    if (!(await ask(`These name ${id}. Take it out with its names?`, { yes: "Take it out", no: "Leave it", details: list }))) return;
    found = await save(`${base}/remove`, () => ({ citation: id, coder, sure: true }));
  }
  if (!found) return;
  const unplaced = one(id)?.closest(".unplaced");
  show(found);
  close();
  if (typed()) await renew(id);
  if (unplaced) await refresh();
  say(`${id} taken out; Undo puts it back`);
}

one("coding").addEventListener("submit", (event) => {
  event.preventDefault();
  if (citation === null) saveCoding(form.read());
  else saveChange();
});
one("rewords").addEventListener("click", () => saveChange(words));
one("split").addEventListener("click", () => saveChange(() => chosen && { split: offset(chosen.start) }));
one("remove").addEventListener("click", takeOut);
one("close").addEventListener("click", closeAsked);
panel.addEventListener("keydown", (event) => {
  if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
    event.preventDefault();
    one("coding").requestSubmit();
  }
  if (event.key === "Escape" && !event.defaultPrevented) {
    event.preventDefault();
    closeAsked();
  }
});

// ---- coding at once: what was said lately, a digit each -------------------------------------------------------------

const label = ({ stances, codes }) =>
  [
    ...stances.map((said) => `${said.stance} ${said.suggested ? `${said.suggested} for ` : ""}${said.claim}${said.version ? ` version ${said.version}` : ""}${said.pattern ? ` ${said.pattern}` : ""}${said.parts.length ? ` ${said.parts.join("+")}` : ""}${said.lacks.length ? ` not ${said.lacks.join("+")}` : ""}`),
    ...codes,
  ].join(" · ");

function remember(judgement) {
  const kept = { ...judgement, memo: "", speaker: null };
  if (!kept.stances.length && !kept.codes.length) return;
  const index = again.findIndex((other) => label(other) === label(kept));
  if (index < 0) again.splice(0, 0, kept), (again.length = Math.min(again.length, 9));
  else again[index] = kept; // a digit stays that of its judgement
  showAgain();
}

function showAgain() {
  one("again").replaceChildren(
    ...again.map((judgement, index) => {
      const button = document.createElement("button");
      button.type = "button";
      const kbd = Object.assign(document.createElement("kbd"), { textContent: index + 1 });
      button.append(kbd, ` ${label(judgement)}`);
      button.addEventListener("click", () => atOnce(judgement));
      return button;
    }),
  );
}

/** Save the chosen words with a judgement given before, and with what the form says beside it: nothing filled in is lost. */
function atOnce(judgement) {
  if (!mayCode()) return say(UNREAD, "error");
  if (citation !== null) return;
  const filled = isOpen() ? form.read() : EMPTY;
  const claims = new Set(judgement.stances.map((held) => held.claim));
  saveCoding({
    ...filled,
    stances: [...judgement.stances, ...filled.stances.filter((held) => !claims.has(held.claim))],
    codes: [...new Set([...judgement.codes, ...filled.codes])],
    quality: filled.quality ?? usualQuality ?? judgement.quality,
  });
}

showAgain();

// ---- a code that the book has not -----------------------------------------------------------------------------------

panel.addEventListener("newcode", async (event) => {
  const found = await newCode(event.detail.text);
  if (found) form.addCode(found);
});

// ---- marks and what stands beside the words -------------------------------------------------------------------------

document.getElementById("main").addEventListener("click", (event) => {
  const cite = event.target.closest(".cite");
  if (cite) return openCitation(cite.id, { focus: event.detail === 0 });
  const marked = event.target.closest("mark");
  if (marked && getSelection().isCollapsed) openCitation(marked.dataset.ids.split(" ").at(-1));
});

let unseen = null; // the page as it was fetched while the form was filled in

/** Offer in the panel the claims, patterns and codes that there are by now; what is filled in is left alone meanwhile. */
function offer(fresh) {
  const other = fresh.getElementById("panel");
  if (!other) return;
  panel.toggleAttribute("data-may-code", other.hasAttribute("data-may-code"));
  unseen = dirty() ? fresh : null;
  const [old, now] = [panel, other].map((one) => one.querySelector(".judgement"));
  if (unseen || offered(old) === offered(now)) return;
  const said = form.read();
  const inside = old.contains(document.activeElement);
  old.replaceWith(now);
  form = judgementForm(now);
  form.write(said);
  if (inside) form.focus();
  one("new-code-parent").replaceChildren(...fresh.getElementById("new-code-parent").options);
  again.splice(0, again.length, ...JSON.parse(other.querySelector("#again-data").textContent));
  showAgain();
}

/** What can be chosen in a form, whatever is chosen often. */
function offered(judgement) {
  const { recent, defaults, ...choices } = JSON.parse(judgement.querySelector("script.choices").textContent);
  return JSON.stringify(choices);
}

onRefresh((fresh) => {
  offer(fresh);
  const old = { passed: cursor.passed, here: cursor.here() };
  cursor = new Cursor(text());
  const there = old.here && placeOf(text(), offset(old.here)); // the arrows go on from there
  if (there) old.passed ? cursor.behind(there) : cursor.at(there, there);
  if (chosen) chooseAgain(chosen);
  if (citation === null) return;
  mark(citation);
  if (!one(citation)) gone(`${citation} is not there any more`);
});

/** Words that nobody may read any more go at once, also while the form is filled in. */
onWaiting((fresh) => {
  unseen = fresh;
  const left = new Set([...fresh.querySelectorAll("#text .words")].map((element) => element.textContent));
  for (const element of [...text().getElementsByClassName("words")]) {
    if (left.has(element.textContent)) continue;
    const line = element.parentElement;
    const now = fresh.getElementById(line.id);
    now ? line.replaceWith(now) : line.remove();
  }
  if (citation !== null && !fresh.getElementById(citation)) gone(`${citation} is not there any more`);
  else if (chosen && textOf(text(), chosen.start, chosen.end) !== one("chosen").dataset.words) gone(NOT_THERE);
});

/** What was chosen cannot be read any more: its words do not stay in the panel either. */
function gone(why) {
  choose(null);
  one("chosen").textContent = one("chosen").dataset.words = one("spoken").textContent = "";
  say(why, "error");
}

const NOT_THERE = "the words that you chose are not there any more: choose them again; what you filled in stays";

/** Choose in the new text what was chosen in the old one, where it stands now, if it is there and that is certain. */
function chooseAgain(old) {
  const was = one("chosen").dataset.words;
  const passage = passageAt(offset(old.start), offset(old.end));
  const same = passage.start && passage.end && textOf(text(), passage.start, passage.end) === was;
  const found = same ? passage : onlyPlace(text(), was);
  if (found) {
    cursor.at(found.start, found.end);
    return choose(found, { open: false });
  }
  gone(NOT_THERE);
}

const passageAt = (start, end) => ({ start: placeOf(text(), start), end: placeOf(text(), end, { ends: true }) });

// ---- keys -----------------------------------------------------------------------------------------------------------

/** Whether the focus is on what stands beside a line: arrows go on from there. */
const beside = () => document.activeElement?.matches("#text .cite") ?? false;

function start() {
  if (!beside()) return;
  const words = document.activeElement.closest(".line").querySelector(":scope > .words");
  if (words && cursor.focus?.element !== words) cursor.at({ element: words, unit: 0 }, { element: words, unit: 0 });
}

const inText = () => document.activeElement === text() || document.activeElement === document.body || document.activeElement?.id === "main";

async function moved(move, { line = false } = {}) {
  start();
  const passage = move();
  if (!passage || (citation !== null && !(await mayLeave()))) return;
  text().focus({ preventScroll: true });
  citation === null || close({ back: false });
  choose(passage, { open: false, scroll: true });
  tellWords(line);
}

let telling = null;

/** Say what is chosen to a screen reader; of a line that one came to, all of it, who speaks and what is coded there. */
function tellWords(line) {
  clearTimeout(telling);
  telling = setTimeout(() => {
    if (!chosen) return;
    const { element } = chosen.start;
    const who = line && element.parentElement.querySelector(":scope > .who");
    one("spoken").textContent = line ? [who?.textContent, element.textContent].filter(Boolean).join(": ") : textOf(text(), chosen.start, chosen.end);
    const cites = line ? [...element.parentElement.querySelectorAll(".cite")].map((cite) => cite.textContent) : [];
    if (cites.length) one("spoken").append(Object.assign(document.createElement("span"), { lang: "en", textContent: ` Coded: ${cites.join("; ")}` }));
  }, 300);
}

const arrows = () => inText() || beside();
key("ArrowRight", "the next word", () => moved(() => cursor.move(1)), arrows);
key("ArrowLeft", "the word before", () => moved(() => cursor.move(-1)), arrows);
key("ArrowDown", "the next line", () => moved(() => cursor.move(1, { lines: true }), { line: true }), arrows);
key("ArrowUp", "the line before", () => moved(() => cursor.move(-1, { lines: true }), { line: true }), arrows);
key("Shift+ArrowRight", "take the next word too", () => moved(() => cursor.move(1, { more: true })), arrows);
key("Shift+ArrowLeft", "take a word less", () => moved(() => cursor.move(-1, { more: true })), arrows);
key("Shift+ArrowDown", "take the next line too", () => moved(() => cursor.move(1, { more: true, lines: true })), arrows);
key("Shift+ArrowUp", "take a line less", () => moved(() => cursor.move(-1, { more: true, lines: true })), arrows);
key(" ", "take the sentence; again, the next one too", () => moved(() => cursor.sentence()), inText);
key("Enter", "code the chosen words", () => {
  if (!chosen) return;
  openPanel();
  form.focus();
}, inText);
const reading = () => inText() || Boolean(document.activeElement?.closest("#main"));
key("Escape", "let go of the words, or of the citation", closeAsked, () => reading() && (isOpen() || chosen !== null));
key("n", "the next transcript", () => turn("next"), reading);
key("p", "the transcript before", () => turn("prev"), reading);
key("]", "the next citation", () => walk(1));
key("[", "the citation before", () => walk(-1));
for (let digit = 1; digit <= 9; digit += 1) {
  key(String(digit), digit === 1 ? "1 to 9: code at once as the panel lists" : "", () => again[digit - 1] && atOnce(again[digit - 1]), () => inText() && chosen !== null);
}

/** Go to the citation that begins next, from where the focus or the chosen words are. */
function walk(step) {
  const every = [...text().querySelectorAll(".cite")];
  const here = document.activeElement?.closest?.(".line") ?? chosen?.start.element.parentElement ?? null;
  const now = every.indexOf(document.activeElement);
  let next = now + step;
  if (now < 0 && here) {
    const at = every.findIndex((cite) => here.compareDocumentPosition(cite) & Node.DOCUMENT_POSITION_FOLLOWING);
    next = step > 0 ? at : (at < 0 ? every.length : at) - 1;
  } else if (now < 0) next = step > 0 ? 0 : every.length - 1;
  every[next]?.focus();
}

// ---- where the address leads ----------------------------------------------------------------------------------------

function arrive() {
  const id = location.hash.slice(1); // ids have letters that an address takes as they are
  const there = id && one(id);
  if (!there) return;
  there.scrollIntoView({ block: "center" });
  if (there.classList.contains("cite")) {
    mark(id);
    there.focus({ preventScroll: true });
  }
}

addEventListener("hashchange", arrive);
arrive();
