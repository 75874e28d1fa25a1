// A code that the book has not yet, made in a dialog.
import { ownOption, post, say, version } from "./page.js";

const one = (id) => document.getElementById(id);

/** Of which kind it is need not be said of a code below another. */
one("new-code-parent")?.addEventListener("change", () => {
  const kind = one("new-code-kind");
  kind.required = one("new-code-parent").value === "";
  kind.options[0].text = kind.required ? "choose" : "that of the code above it";
});

/** Ask what the new code is and make it; gives it as the server does, null where it was left. */
export async function newCode(words) {
  const dialog = one("new-code");
  one("new-code-label").value = words;
  for (const id of ["new-code-parent", "new-code-kind", "new-code-use"]) one(id).value = "";
  one("new-code-parent").dispatchEvent(new Event("change"));
  const wrong = dialog.querySelector(".wrong");
  wrong.textContent = "";
  dialog.returnValue = "";
  dialog.showModal();
  one("new-code-kind").focus();
  for (;;) {
    await new Promise((resolve) => dialog.addEventListener("close", resolve, { once: true }));
    if (dialog.returnValue !== "make") return null;
    const found = await post("/codes/make", {
      agreed: true, // what a new code changes stands in the dialog

      label: one("new-code-label").value,
      parent: one("new-code-parent").value || null,
      kind: one("new-code-kind").value || null,
      use: one("new-code-use").value || null,
    }, { quiet: true });
    if (found.ok) {
      if (found.before === version()) document.body.dataset.version = found.version; // else more is new
      const option = ownOption(`${"– ".repeat(found.depth)}${found.label}`, found.code);
      one("new-code-parent").append(option);
      say([`code ${found.code} made`, ...found.notes].join("; "));
      return { id: found.code, label: found.label, depth: found.depth };
    }
    dialog.returnValue = ""; // what was typed stays, to be mended
    dialog.showModal();
    wrong.textContent = [found.error, found.hint].filter(Boolean).join("; ");
  }
}
