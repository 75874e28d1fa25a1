// The codebook: a code is made, renamed or merged; what changes is shown first, and what was typed stays until it is done.
import { ask, changes, key, post, refresh, say, whileBusy } from "./page.js";

const dialog = () => document.getElementById("change");
const count = (number, noun) => `${number} ${noun}${number === 1 ? "" : "s"}`;

/** What a form holds, without what was left empty. */
const held = (form) => Object.fromEntries([...new FormData(form)].filter(([, value]) => value.trim()));

/** Show what a change would do, ask, and have it made; whether it was. What is wrong is told in the form. */
async function change(form, path, data) {
  const wrong = form.querySelector(".wrong");
  wrong.textContent = "";
  let planned = await post(path, data, { quiet: true });
  while (planned.ok) {
    const details = document.createElement("div");
    for (const note of planned.notes) {
      const line = document.createElement("p");
      line.className = "warning";
      line.textContent = note;
      details.append(line);
    }
    details.append(changes(planned.changes));
    const question = `${planned.citations ? `${count(planned.citations, "citation")} would be coded otherwise, and the codebook change. ` : ""}Make this change?`;
    if (!(await ask(question, { yes: "Make it", no: "Leave it", details }))) return false;
    const made = await post(path, { ...data, agreed: true, version: planned.version }, { quiet: true });
    if (made.ok) {
      form.reset();
      if (dialog().open) dialog().close();
      await refresh();
      document.getElementById(`code-${made.code}`)?.focus();
      say(`${planned.code} is in the codebook`);
      return true;
    }
    if (made.status !== 409) planned = made;
    else {
      say(`${made.changed.join(", ")} changed meanwhile; this is what would change now`, "note");
      planned = await post(path, data, { quiet: true });
    }
  }
  wrong.textContent = [planned.error, planned.hint].filter(Boolean).join("; ");
  return false;
}

document.addEventListener("submit", async (event) => {
  const form = event.target;
  if (!form.matches(".say")) return;
  event.preventDefault();
  const said = held(form);
  if (form.matches("#new")) { // its `id` is its field of that name
    await change(form, "/codes/make", said);
    return;
  }
  const code = dialog().dataset.code;
  const { by, why } = said;
  if (said.what === "rename") await change(form, "/codes/rename", { old: code, new: said.new ?? "", by, why });
  else await change(form, "/codes/merge", { codes: [code], into: said.into, by, why });
});

/** Which of the two fields is asked for. */
function choose() {
  const merging = document.getElementById("what-merge").checked;
  document.getElementById("for-rename").hidden = merging;
  document.getElementById("for-merge").hidden = !merging;
}

document.addEventListener("change", (event) => event.target.name === "what" && choose());

document.addEventListener("click", (event) => {
  if (event.target.id === "leave") dialog().close();
  const code = event.target.dataset?.change;
  if (!code) return;
  dialog().dataset.code = code;
  document.getElementById("change-code").textContent = code;
  document.getElementById("change-new").value = code;
  for (const option of document.getElementById("change-into").options) option.disabled = option.value === code;
  document.getElementById("change-into").selectedIndex = -1;
  choose();
  dialog().showModal();
  document.getElementById("change-new").select();
});

const typed = () => [...document.querySelectorAll("#new input, #new textarea")].some((one) => one.value.trim());

whileBusy(() => dialog()?.open || typed());
addEventListener("beforeunload", (event) => {
  if (typed()) event.preventDefault();
});
key("c", "make a code", () => {
  document.getElementById("making").open = true;
  document.getElementById("new-label").focus();
});
