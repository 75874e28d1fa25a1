// The codes of a fragment: chosen by typing a part of a name, by a digit, or taken out again; part of the form of
// `stances.html`.

import { LANGUAGE } from "./page.js";

const MOST = 40; // codes that are listed at a time

/** A text as names are compared: without case and accents. */
export const plain = (text) => text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();

/**
 * Bring the codes of a form to life; `told` is called whenever they change, `heard` with what a digit did. Gives
 * `given()`, the ids of the codes; `show(ids)`, which shows these and no others; `toggle(id)`; `add(code)`, which gives
 * a code that was made just now; and the `field` in which one types.
 */
export function codeField(root, choices, told, heard) {
  const codes = new Map(choices.codes.map((code) => [code.id, code]));
  const chips = root.querySelector(".chosen-codes");
  const finder = root.querySelector(".find-code");
  const list = root.querySelector(".found-codes");

  const given = () => [...chips.querySelectorAll("button")].map((chip) => chip.dataset.code);

  function give(id, { quiet = false } = {}) {
    if (given().includes(id)) return;
    const item = document.createElement("li");
    const chip = document.createElement("button");
    const label = codes.get(id)?.label ?? id;
    chip.type = "button";
    chip.className = "chip";
    chip.dataset.code = id;
    chip.title = id;
    chip.lang = LANGUAGE;
    chip.textContent = label;
    chip.setAttribute("aria-label", `${label}: take out`);
    chip.addEventListener("click", () => {
      const next = item.nextElementSibling ?? item.previousElementSibling;
      takeOut(id);
      (next?.querySelector("button") ?? finder).focus();
    });
    item.append(chip);
    chips.append(item);
    recents();
    if (!quiet) told();
  }

  function takeOut(id) {
    chips.querySelector(`button[data-code="${CSS.escape(id)}"]`)?.parentElement.remove();
    recents();
    told();
  }

  function toggle(id) {
    const had = given().includes(id);
    if (had) takeOut(id);
    else give(id);
    heard(had ? `code taken out: ${codes.get(id)?.label ?? id}` : `code given: ${codes.get(id)?.label ?? id}`);
  }

  function recents() {
    const now = given();
    for (const made of root.querySelectorAll(".recent")) made.setAttribute("aria-pressed", String(now.includes(made.dataset.code)));
  }

  for (const made of root.querySelectorAll(".recent")) {
    made.querySelector("span").textContent = codes.get(made.dataset.code)?.label ?? made.dataset.code;
    made.title = made.dataset.code;
    made.addEventListener("click", () => toggle(made.dataset.code));
  }

  /** The codes that what is typed may mean, best first: as their name or a word of it begins, else anywhere in it. */
  function matching(text) {
    const wanted = plain(text.trim());
    const now = new Set(given());
    const ranked = [];
    for (const code of codes.values()) {
      if (now.has(code.id)) continue;
      const names = [plain(code.id), plain(code.label)];
      const rank = names.some((name) => name === wanted) ? 0
        : names.some((name) => name.startsWith(wanted)) ? 1
        : names.some((name) => name.split(/[\s_-]+/).some((word) => word.startsWith(wanted))) ? 2
        : names.some((name) => name.includes(wanted)) ? 3
        : 4;
      if (rank < 4) ranked.push([rank, code]);
    }
    return ranked.sort((first, second) => first[0] - second[0]).map(([, code]) => code);
  }

  function find(open = true) {
    const text = finder.value;
    list.replaceChildren();
    if (!open) return close();
    const found = matching(text).slice(0, MOST);
    for (const code of found) {
      const option = optionOf(`${code.label}`, () => give(code.id));
      option.lang = LANGUAGE;
      if (code.label !== code.id) {
        const id = document.createElement("span");
        id.className = "faint";
        id.textContent = ` ${code.id}`;
        option.append(id);
      }
      option.dataset.code = code.id;
      if (!text.trim()) option.classList.add(`depth-${Math.min(code.depth, 4)}`);
    }
    const named = found.some((code) => [plain(code.id), plain(code.label)].includes(plain(text.trim())));
    if (text.trim() && "newCodes" in root.dataset && !named) {
      const wanted = text.trim();
      optionOf(`make a new code: ${wanted}`, () =>
        root.dispatchEvent(new CustomEvent("newcode", { bubbles: true, detail: { text: wanted } })),
      );
    } else if (!found.length) {
      const none = document.createElement("li");
      none.className = "faint";
      none.textContent = codes.size ? "no other code is called so" : "the codebook has no codes yet";
      list.append(none);
    }
    list.hidden = false;
    finder.setAttribute("aria-expanded", "true");
    activate(text.trim() ? 0 : -1);
  }

  function optionOf(text, act) {
    const option = document.createElement("li");
    option.setAttribute("role", "option");
    option.id = `${list.id}-${list.childElementCount}`;
    option.textContent = text;
    option.addEventListener("mousedown", (event) => event.preventDefault()); // the field keeps the focus
    option.addEventListener("click", () => {
      finder.value = "";
      close();
      act();
    });
    list.append(option);
    return option;
  }

  const options = () => [...list.querySelectorAll("[role=option]")];

  function activate(place) {
    for (const [at, option] of options().entries()) option.setAttribute("aria-selected", String(at === place));
    const chosen = options()[place];
    if (chosen) finder.setAttribute("aria-activedescendant", chosen.id);
    else finder.removeAttribute("aria-activedescendant");
    chosen?.scrollIntoView({ block: "nearest" });
  }

  function close() {
    list.hidden = true;
    finder.setAttribute("aria-expanded", "false");
    finder.removeAttribute("aria-activedescendant");
  }

  finder.addEventListener("input", () => find(finder.value.trim() !== ""));
  finder.addEventListener("blur", close);
  finder.addEventListener("click", () => find());
  finder.addEventListener("keydown", (event) => {
    if (event.isComposing || event.ctrlKey || event.metaKey) return;
    const at = options().findIndex((option) => option.getAttribute("aria-selected") === "true");
    let done = true;
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      if (list.hidden) find();
      const last = options().length - 1;
      activate(event.key === "ArrowDown" ? (at >= last ? 0 : at + 1) : at <= 0 ? last : at - 1);
    } else if (event.key === "Enter" && !list.hidden && at >= 0) {
      options()[at].click();
    } else if (event.key === "Escape" && !list.hidden) {
      close();
    } else if (event.key === "Backspace" && !finder.value && given().length) {
      takeOut(given().at(-1));
    } else {
      done = false;
    }
    if (done) {
      event.preventDefault();
      event.stopPropagation();
    }
  });

  return {
    field: finder,
    given,
    toggle,
    show: (ids) => {
      chips.replaceChildren();
      for (const id of ids) give(id, { quiet: true });
      finder.value = "";
      close();
      recents();
    },
    add: (code) => {
      codes.set(code.id, { label: code.id, depth: 0, ...code });
      give(code.id);
      finder.focus();
    },
  };
}
