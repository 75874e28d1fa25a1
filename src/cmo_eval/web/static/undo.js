// Undo and redo, on every page: by a button each, and by their keys where nobody types.
import { ask, busy, changes, key, post, refresh, say, typing } from "./page.js";

let underWay = false;

/** Put the last change back, or make anew what was undone last; whether something was. */
export async function putBack(again = false) {
  if (underWay) return false;
  underWay = true;
  try {
    return await asked(again);
  } finally {
    underWay = false;
  }
}

async function asked(again) {
  const path = again ? "/redo" : "/undo";
  let result = await post(path, {});
  while (result.ok && result.change) {
    const when = result.when.slice(0, 16).replace("T", " ");
    const question = `The last change ${again ? "that was undone " : ""}was not made in this page: ${result.what} (${when}). ${again ? "Make it anew?" : "Undo it?"}`;
    if (!(await ask(question, { yes: again ? "Make anew" : "Undo", no: "Leave it", details: changes(result.diff) }))) return false;
    result = await post(path, { change: result.change });
  }
  if (!result.ok) return false;
  if (!busy()) await refresh();
  say(again ? `made anew: ${result.what}` : `undone: ${result.what}; Control+Shift+Z makes it anew`);
  return true;
}

const free = (event) => !typing(event.target);

document.getElementById("undo")?.addEventListener("click", () => putBack());
document.getElementById("redo")?.addEventListener("click", () => putBack(true));
// with the lock of capitals on, both letters come the other way round
key("Control+z", "undo the last change", (event) => putBack(event.shiftKey), free);
key("Control+Z", "make anew what was undone", (event) => putBack(event.shiftKey), free);
key("Control+y", "make anew what was undone", () => putBack(true), free);
