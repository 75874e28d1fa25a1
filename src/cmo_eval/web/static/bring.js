// Files brought in: each is read by the server, the form says what only a person knows, and the plan follows it.
import { key, onRefresh, onWaiting, post, say, whileBusy } from "./page.js";

const one = (id) => document.getElementById(id);
let chosen = []; // what waits on the server: its id, its name, and whether it is a project
let planned = null; // the plan that is shown
let touched = false; // whether something was said
let writing = false;
let reading = false; // a file is under way
let typing = false; // a field holds what is not said yet: half a word is nothing to plan by
let anew = false; // the form has to be made again too
let soon = null;
let round = 0;

// ---- files ----------------------------------------------------------------------------------------------------------

/** A line about a file; an error stays with it. */
function line(name, text, wrong = false) {
  const item = document.createElement("li");
  const told = document.createElement("span");
  if (wrong) {
    item.className = "wrong";
    told.setAttribute("role", "alert");
  }
  item.append(told);
  one("chosen-files").append(item);
  told.textContent = text ? `${name}: ${text}` : name;
  return item;
}

/** Have a file read; what waits of it, or null. */
async function sent(file) {
  const most = Number(one("files").dataset.most);
  if (file.size > most) {
    line(file.name, `it has ${Math.ceil(file.size / 2 ** 20)} MB, and ${most / 2 ** 20} are read; split it, or leave its pictures and recordings out`, true);
    return null;
  }
  const item = line(file.name, "is read …");
  let found;
  try {
    const answer = await fetch(`/bring/file?${new URLSearchParams({ name: file.name })}`, { method: "POST", headers: { "content-type": "application/octet-stream" }, body: file });
    found = await answer.json().catch(() => ({ error: `the server answered ${answer.status}` }));
  } catch {
    found = { error: "it cannot be sent", hint: "is `cmo-eval open` still running, and the file still there?" };
  }
  item.remove();
  if (found.error) {
    const told = [found.error, found.hint].filter(Boolean).join("; ");
    told.startsWith(file.name) ? line(told, "", true) : line(file.name, told, true);
    return null;
  }
  return found;
}

/** Take these files in beside those that are there. */
async function take(files) {
  if (!files.length) return;
  if (reading) return say("wait until the files before are read, and choose these again", "error");
  reading = true;
  try {
    await taken(files);
  } finally {
    reading = false;
  }
}

async function taken(files) {
  for (const old of one("chosen-files").querySelectorAll(".wrong")) old.remove();
  let said = null;
  let number = 0;
  for (const file of files) {
    const found = await sent(file);
    if (!found) continue;
    if (found.said) said = found.said;
    else {
      const item = line(found.name, "");
      chosen.push({ ...found, item });
      const out = document.createElement("button");
      out.type = "button";
      out.className = "quiet";
      out.textContent = "Take out";
      out.setAttribute("aria-label", `Take ${found.name} out`);
      out.addEventListener("click", () => drop(found.id));
      item.append(" ", out);
      number += 1;
    }
  }
  one("files").value = "";
  if (!chosen.length) return said && say("choose the project too that the mapping file is about", "error");
  if (number || said) {
    one("brought").replaceChildren();
    touched ||= Boolean(said);
    await ask(said ?? collected());
  }
}

function drop(id) {
  const gone = chosen.find((other) => other.id === id);
  chosen = chosen.filter((other) => other !== gone);
  gone.item.remove();
  post("/bring/leave", { files: [id] }, { quiet: true });
  one("files").focus();
  if (chosen.length) ask(collected());
  else end();
}

/** Nothing is brought in, or all of it was. */
function end() {
  round += 1;
  clearTimeout(soon);
  typing = anew = false;
  for (const { item } of chosen) item.remove();
  chosen = [];
  planned = null;
  touched = false;
  one("said").replaceChildren();
  one("said").hidden = one("becomes").hidden = true;
  one("plan").replaceChildren();
  one("wrong").textContent = one("short").textContent = "";
  one("write").disabled = true;
}

const ids = () => chosen.map(({ id }) => id);

// ---- what is said ---------------------------------------------------------------------------------------------------

const isSet = (input) => (input.type === "checkbox" ? input.checked : input.value.trim());

/** What the form says: as a mapping file, or as a table of sources. */
function collected() {
  const form = one("said");
  const within = (element) => Object.fromEntries([...element.querySelectorAll("[name]")].filter(isSet).map((input) => [input.name, input.value.trim()]));
  const said = { usual: {}, sources: [], codes: [], coders: [], rows: [], heard: [], texts: form.querySelector("[name=texts]")?.value ?? "" };
  for (const part of form.querySelectorAll("[data-usual]")) Object.assign(said.usual, within(part));
  for (const part of form.querySelectorAll("[data-part]")) said[part.dataset.part].push({ guid: part.dataset.guid, name: part.dataset.name, ...within(part) });
  for (const part of form.querySelectorAll("[data-row]")) said.rows.push({ file: part.dataset.file, ...(part.dataset.label ? { label: part.dataset.label } : {}), ...within(part) });
  for (const part of form.querySelectorAll("[data-heard]")) said.heard.push({ label: part.dataset.label, is: "", ...within(part) });
  return said;
}

/** Show the form for what is chosen, with what was said, and the plan. */
async function ask(said) {
  const mine = ++round;
  anew = true;
  const found = await post("/bring/form", { files: ids(), said }, { quiet: true });
  if (mine !== round) return;
  one("becomes").hidden = false;
  if (!found.ok) return refuse(found);
  anew = false;
  const focus = document.activeElement?.id;
  const open = [...one("said").querySelectorAll("details")].map((box) => box.open);
  one("said").innerHTML = found.html;
  one("said").hidden = false;
  [...one("said").querySelectorAll("details")].forEach((box, index) => open[index] && (box.open = true));
  if (focus && one(focus) !== document.activeElement) one(focus)?.focus();
  one("keep-map").hidden = !chosen[0].project;
  await plan();
}

/** Something is being said: what was asked for before is not what the form says now, and what it says waits. */
function begun() {
  touched = typing = true;
  round += 1;
  clearTimeout(soon);
  one("write").disabled = true; // until the plan says what it comes to
}

/** Something was said: follow it. */
function changed(event) {
  typing = false;
  anew ||= event.target.name === "is"; // others may speak then
  follow();
}

/** Plan by what the form says, soon; while it is written, afterwards. */
function follow() {
  clearTimeout(soon);
  soon = setTimeout(() => (writing ? follow() : anew ? ask(collected()) : plan()), 200);
}

// ---- what becomes of them ---------------------------------------------------------------------------------------------

async function plan() {
  const mine = ++round;
  one("plan").classList.add("old");
  one("write").disabled = true;
  const found = await post("/bring/plan", { files: ids(), said: collected() }, { quiet: true });
  if (mine !== round) return;
  if (!found.ok) return refuse(found);
  planned = found;
  one("wrong").textContent = "";
  one("plan").classList.remove("old");
  one("plan").innerHTML = found.html;
  one("sure-asked").hidden = !found.sure.length;
  one("sure").checked = false;
  one("write").textContent = found.add ? `Bring in ${found.add}` : "Bring it in";
  one("write").disabled = !found.add;
  one("short").textContent = found.add ? `${found.add} would come in` : "nothing is added";
}

/** Say why nothing can come in so; what was said stays. */
function refuse(found) {
  planned = null;
  one("plan").classList.add("old");
  one("write").disabled = true;
  one("wrong").textContent = [found.error, found.hint].filter(Boolean).join("; ");
}

/** `from` is where the focus was: it goes back there where nothing is written. */
async function write(from = document.activeElement) {
  if (!planned || writing || one("write").disabled) return;
  if (planned.sure.length && !one("sure").checked) {
    one("sure").focus();
    return say("look at what is odd first, and say that it is meant so", "error");
  }
  writing = true;
  one("write").disabled = true;
  try {
    const found = await post("/bring/write", { files: ids(), said: collected(), sure: one("sure").checked, version: planned.version }, { quiet: true });
    if (found.status === 409) {
      await plan();
      return say(`${found.changed.join(", ")} changed meanwhile: nothing was written; this is what would come in now`, "error");
    }
    if (!found.ok) return refuse(found);
    end();
    document.body.dataset.version = found.version;
    one("brought").innerHTML = found.html;
    one("brought").focus();
    say(`${found.add} came in`);
  } finally {
    writing = false;
    if (document.activeElement === document.body) (from.isConnected && !from.disabled ? from : one("wrong")).focus();
  }
}

function leaveIt() {
  post("/bring/leave", { files: ids() }, { quiet: true });
  end();
  one("files").focus();
}

async function keepMap() {
  const found = await post("/bring/map", { files: ids(), said: collected() });
  if (!found.ok) return;
  const link = Object.assign(document.createElement("a"), { href: URL.createObjectURL(new Blob([found.text])), download: found.name });
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
}

/** Listen to the page, which is another one after the files changed. */
function listen() {
  if (!one("said")) return; // the evaluation cannot be read
  one("said").addEventListener("input", begun);
  one("said").addEventListener("change", changed);
  one("said").addEventListener("focusout", (event) => typing && changed(event)); // what was typed was taken back
  one("said").addEventListener("submit", (event) => {
    event.preventDefault();
    plan();
  });
  one("write").addEventListener("click", () => write());
  one("leave-it").addEventListener("click", leaveIt);
  one("keep-map").addEventListener("click", keepMap);
  one("files").addEventListener("change", () => take([...one("files").files]));
}

// ---- files that are dropped -----------------------------------------------------------------------------------------

const file = (entry) => new Promise((resolve, reject) => entry.file(resolve, reject));

/** The files of a folder that was dropped: the data of a project of QualCoder, or each that lies in it. */
async function inside(folder) {
  const reader = folder.createReader();
  const found = [];
  for (let some; (some = await new Promise((resolve, reject) => reader.readEntries(resolve, reject))).length; ) found.push(...some);
  const files = found.filter((entry) => entry.isFile && !entry.name.startsWith("."));
  const data = files.find((entry) => entry.name === "data.qda");
  return Promise.all((data ? [data] : files).map(file));
}

addEventListener("dragover", (event) => {
  if (!event.dataTransfer.types.includes("Files")) return;
  event.preventDefault(); // else the browser would show the file in place of the page
  one("drop")?.classList.add("over");
});
addEventListener("dragleave", (event) => event.relatedTarget || one("drop")?.classList.remove("over"));
addEventListener("drop", async (event) => {
  if (!event.dataTransfer.types.includes("Files")) return;
  event.preventDefault();
  if (!one("drop")) return;
  one("drop").classList.remove("over");
  const plain = [...event.dataTransfer.files];
  const entries = [...event.dataTransfer.items].map((item) => item.webkitGetAsEntry?.() ?? null);
  const folders = entries.filter((entry) => entry?.isDirectory);
  const files = plain.filter((_, index) => !entries[index]?.isDirectory);
  for (const folder of folders) files.push(...(await inside(folder).catch(() => [])));
  take(files);
});

listen();
onRefresh(listen);
whileBusy(() => chosen.length > 0 || reading);
onWaiting(() => chosen.length && !writing && !typing && plan());
addEventListener("beforeunload", (event) => touched && event.preventDefault());
addEventListener("pagehide", () => { // then nothing of them waits
  const body = JSON.stringify({ files: ids() });
  if (chosen.length) fetch("/bring/leave", { method: "POST", headers: { "content-type": "application/json" }, body, keepalive: true });
});
key("c", "choose files", () => one("files").click(), () => Boolean(one("files")));
addEventListener("keydown", (event) => {
  if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey) || document.querySelector("dialog[open]")) return;
  event.preventDefault();
  const from = document.activeElement;
  from.blur(); // what is being typed counts too
  write(from);
});
