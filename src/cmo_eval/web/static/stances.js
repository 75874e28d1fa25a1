// The form of `stances.html`: what a fragment says of which claims, its codes, quality and the rest; read into JSON
// and back. It says `judged` (an event that bubbles) whenever something in it changed, and `newcode` (with `text`)
// when somebody wants a code that the book has not.
import { say } from "./page.js";

const LETTERS = { s: "supports", n: "nuances", r: "refutes", g: "suggests" };
const PART_LETTERS = { x: "context", u: "resource", a: "reasoning", o: "outcome" };
const MOST = 40; // codes that are listed at a time

const plain = (text) => text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();
const pressed = (button) => button.getAttribute("aria-pressed") === "true";
const press = (button, on) => button.setAttribute("aria-pressed", String(on));
const others = (select) => [...select.options].map((option) => option.value);
const isTyping = (target) => target.matches("textarea, select, input:not([type=radio])");

/**
 * Bring a form to life. Gives `read()`, the judgement as the server takes it; `write(judgement)`, which shows one, or
 * what is preset where there is none; `changed()`, whether it is another one than was written; `focus()`, which goes to
 * its first claim or the one it is about; `addCode(code)`, which gives a code that was made just now.
 */
export function judgementForm(root) {
  const choices = JSON.parse(root.querySelector("script.choices").textContent);
  const claims = new Map(choices.claims.map((claim) => [claim.id, claim]));
  const codes = new Map(choices.codes.map((code) => [code.id, code]));
  const rows = [...root.querySelectorAll(".claim-to-hold")];
  const template = root.querySelector(".held-template");
  const chips = root.querySelector(".chosen-codes");
  const finder = root.querySelector(".find-code");
  const list = root.querySelector(".found-codes");
  const radios = [...root.querySelectorAll(".quality-given input")];
  const one = (selector) => root.querySelector(selector);
  let current = rows[0] ?? null;
  let written = "";
  let elsewhere = []; // stances on claims that there are not: kept until somebody takes them out

  /** Say to a screen reader what a letter or digit did; eyes see it in the form. */
  const heard = (text) => (one(".form-told").textContent = text);
  const told = () => root.dispatchEvent(new CustomEvent("judged", { bubbles: true }));

  // ---- stances ------------------------------------------------------------------------------------------------------

  const heldIn = (row) => [...row.querySelectorAll(".held-one")];

  function button(text, title, on, act) {
    const made = document.createElement("button");
    made.type = "button";
    made.textContent = text;
    made.title = title;
    press(made, on);
    made.addEventListener("click", () => act(made));
    return made;
  }

  /** Of some buttons at most one is pressed; `needed`: exactly one. */
  const single = (group, needed) => (chosen) => {
    const on = needed || !pressed(chosen);
    for (const other of group.querySelectorAll("button")) press(other, other === chosen && on);
  };

  function hold(row, said) {
    const claim = claims.get(row.dataset.claim);
    const held = template.content.firstElementChild.cloneNode(true);
    held.dataset.stance = said.stance;
    const versions = held.querySelector(".versions");
    const newest = claim.versions.at(-1);
    const version = said.version ?? (said.asWritten ? 1 : newest);
    const known = claim.versions.includes(version) ? claim.versions : [...claim.versions, version];
    for (const number of known) {
      const title = number === newest ? claim.statement : `version ${number}`;
      const choose = single(versions, true);
      const made = button(`version ${number}`, title, number === version, (chosen) => (choose(chosen), told()));
      made.dataset.version = number;
      versions.append(made);
    }
    versions.hidden = known.length < 2;
    const suggested = held.querySelector(".suggested");
    for (const other of claims.values()) {
      if (other.id !== claim.id) suggested.append(new Option(`${other.id} ${other.title}`, other.id));
    }
    suggested.value = said.suggested ?? "";
    suggested.addEventListener("change", told);
    const patterns = held.querySelector(".patterns-shown");
    for (const id of claim.patterns) {
      const made = button(`${id} ${choices.patterns[id].title}`, "", said.pattern === id, (chosen) =>
        choosePattern(held, pressed(chosen) ? "" : id),
      );
      made.dataset.pattern = id;
      patterns.append(made);
    }
    const further = Object.keys(choices.patterns).filter((id) => !claim.patterns.includes(id));
    if (further.length) {
      const select = document.createElement("select");
      select.setAttribute("aria-label", "Another pattern");
      select.append(new Option(claim.patterns.length ? "another pattern" : "no pattern", ""));
      for (const id of further) select.append(new Option(`${id} ${choices.patterns[id].title}`, id));
      select.addEventListener("change", () => choosePattern(held, select.value));
      patterns.append(select);
    }
    patterns.hidden = !claim.patterns.length && !further.length;
    for (const part of held.querySelectorAll(".part")) {
      const [shown, denied] = part.querySelectorAll("button");
      shown.setAttribute("aria-label", `${part.dataset.part} shown`);
      denied.setAttribute("aria-label", `${part.dataset.part} denied`);
      for (const [made, other] of [[shown, denied], [denied, shown]]) {
        made.addEventListener("click", () => {
          press(made, !pressed(made));
          press(other, false);
          told();
        });
      }
    }
    const rivals = held.querySelector(".rivals");
    for (const rival of claim.rivals) {
      const choose = single(rivals, false);
      const made = button(`favours ${rival.id}`, rival.text, said.favours === rival.id, (chosen) => (choose(chosen), told()));
      made.dataset.rival = rival.id;
      rivals.append(made);
    }
    rivals.hidden = !claim.rivals.length;
    held.querySelector(".another").addEventListener("click", () => {
      const next = hold(row, { ...saidIn(row, held), pattern: null, parts: [], lacks: [], favours: null });
      (next.querySelector(".patterns-shown button, .patterns-shown select") ?? next.querySelector("button")).focus();
      told();
    });
    held.querySelector(".drop").addEventListener("click", () => drop(row, held));
    row.querySelector(".held").append(held);
    choosePattern(held, said.pattern ?? "", { parts: said.parts ?? [], lacks: said.lacks ?? [] });
    marked(row);
    return held;
  }

  function drop(row, held) {
    const inside = held.contains(document.activeElement);
    held.remove();
    marked(row);
    if (inside) rover(row).focus();
    told();
  }

  /** Show which pattern it is about, and its parts; those of another one are forgotten. */
  function choosePattern(held, id, { parts = [], lacks = [] } = {}) {
    const before = held.dataset.pattern ?? "";
    const same = before === id;
    held.dataset.pattern = id;
    for (const made of held.querySelectorAll(".patterns-shown button")) press(made, made.dataset.pattern === id);
    const select = held.querySelector(".patterns-shown select");
    if (select) select.value = others(select).includes(id) ? id : "";
    held.querySelector(".parts").hidden = !id;
    for (const part of held.querySelectorAll(".part")) {
      const [shown, denied] = part.querySelectorAll("button");
      if (!same || parts.length || lacks.length) {
        press(shown, parts.includes(part.dataset.part));
        press(denied, lacks.includes(part.dataset.part));
      }
      part.querySelector(".part-text").textContent = choices.patterns[id]?.[part.dataset.part] ?? "";
    }
    told();
  }

  /** What is said in a block of a claim, as JSON. */
  function saidIn(row, held) {
    const claim = claims.get(row.dataset.claim);
    const pattern = held.dataset.pattern || null;
    const version = Number(held.querySelector(".versions [aria-pressed=true]").dataset.version);
    const named = (kind) =>
      pattern ? [...held.querySelectorAll(".part")].filter((part) => pressed(part.querySelector(`.${kind}`))).map((part) => part.dataset.part) : [];
    return {
      stance: held.dataset.stance,
      claim: claim.id,
      suggested: held.dataset.stance === "suggests" ? held.querySelector(".suggested").value || null : null,
      version: claim.versions.length > 1 || version !== 1 ? version : null,
      pattern,
      parts: named("shown"),
      lacks: named("denied"),
      favours: held.querySelector(".rivals [aria-pressed=true]")?.dataset.rival ?? null,
    };
  }

  /** Show in a claim's line what is said of it. */
  function marked(row) {
    const all = heldIn(row);
    const taken = new Set(all.map((held) => held.dataset.stance));
    for (const made of row.querySelectorAll(".stance")) press(made, taken.has(made.dataset.stance));
    row.classList.toggle("is-held", all.length > 0);
    for (const held of all) {
      held.classList.remove(...Object.values(LETTERS));
      held.classList.add(held.dataset.stance);
      held.dataset.label = all.length > 1 ? held.dataset.stance : "";
      held.querySelector(".instead").hidden = held.dataset.stance !== "suggests";
      held.querySelector(".held-more .drop").hidden = all.length < 2;
      held.setAttribute("role", "group");
      held.setAttribute("aria-label", `${held.dataset.stance} ${row.dataset.claim}`);
    }
  }

  /** Take a stance on a claim, another one than before, or none any more. */
  function take(row, stance, within = null) {
    const all = heldIn(row);
    const same = all.filter((held) => held.dataset.stance === stance);
    if (within && within.dataset.stance !== stance) {
      within.dataset.stance = stance;
    } else if (same.length) {
      for (const held of within ? [within] : same) held.remove();
    } else if (all.length === 1) {
      all[0].dataset.stance = stance;
    } else {
      hold(row, { stance });
    }
    marked(row);
    row.scrollIntoView({ block: "nearest" });
    told();
  }

  /** Tell of stances on claims that there are not, each with a button that takes it out. */
  function lost() {
    const lines = elsewhere.map((held) => {
      const line = document.createElement("p");
      line.className = "warning";
      line.textContent = `It ${held.stance} ${held.claim}, and there is no such claim. `;
      const out = document.createElement("button");
      out.type = "button";
      out.textContent = "Take that out";
      out.addEventListener("click", () => {
        elsewhere = elsewhere.filter((other) => other !== held);
        lost();
        if (current) rover(current).focus();
        told();
      });
      line.append(out);
      return line;
    });
    one(".lost").replaceChildren(...lines);
  }

  // ---- moving among claims: one stop for Tab, arrows within ------------------------------------------------------------

  const stancesOf = (row) => [...row.querySelectorAll(".stance")];
  const shownRows = () => rows.filter((row) => !row.hidden);
  const rover = (row) => stancesOf(row).find((made) => made.tabIndex === 0) ?? stancesOf(row)[0];

  function goTo(row, place = 0) {
    current = row;
    for (const made of root.querySelectorAll(".stance")) made.tabIndex = -1;
    const target = stancesOf(row)[place];
    target.tabIndex = 0;
    for (const other of rows) other.classList.toggle("is-current", other === row);
    return target;
  }

  for (const row of rows) {
    for (const [place, made] of stancesOf(row).entries()) {
      made.addEventListener("focus", () => goTo(row, place));
      made.addEventListener("click", () => take(row, made.dataset.stance));
    }
    row.addEventListener("focusin", () => {
      if (current !== row) goTo(row, Math.max(0, stancesOf(row).findIndex(pressed)));
    });
  }

  function step(target, event) {
    const visible = shownRows();
    const place = stancesOf(current).indexOf(target);
    const at = visible.indexOf(current);
    const moves = {
      ArrowDown: () => goTo(visible[Math.min(at + 1, visible.length - 1)], place),
      ArrowUp: () => goTo(visible[Math.max(at - 1, 0)], place),
      ArrowRight: () => goTo(current, Math.min(place + 1, stancesOf(current).length - 1)),
      ArrowLeft: () => goTo(current, Math.max(place - 1, 0)),
      Home: () => goTo(visible[0], place),
      End: () => goTo(visible.at(-1), place),
    };
    if (!moves[event.key] || !visible.length) return false;
    const found = moves[event.key]();
    found.focus({ preventScroll: true });
    current.scrollIntoView({ block: "nearest" });
    return true;
  }

  const search = one(".find-claim");
  search?.addEventListener("input", () => {
    const words = plain(search.value).split(/\s+/).filter(Boolean);
    for (const row of rows) {
      const text = plain(row.querySelector(".which").textContent);
      row.hidden = !words.every((word) => text.includes(word)) && !row.classList.contains("is-held");
    }
    const matching = shownRows().filter((row) => words.every((word) => plain(row.querySelector(".which").textContent).includes(word)));
    one(".no-claims").hidden = matching.length > 0;
    if (matching.length) goTo(matching[0]);
  });

  // ---- keys ---------------------------------------------------------------------------------------------------------

  /** The block that a letter is about: where the focus is, else the last of the current claim. */
  const about = (target) => target.closest(".held-one") ?? (current && heldIn(current).at(-1));

  function nextPattern(target) {
    const held = about(target);
    if (!held) return say("take a stance first: s, n, r or g");
    const known = claims.get(current.dataset.claim).patterns;
    choosePattern(held, ["", ...known, ""][["", ...known].indexOf(held.dataset.pattern) + 1]);
    heard(held.dataset.pattern ? `pattern ${held.dataset.pattern} ${choices.patterns[held.dataset.pattern].title}` : "no pattern");
    held.scrollIntoView({ block: "nearest" });
  }

  function nextOfPart(target, name) {
    const held = about(target);
    if (!held) return say("take a stance first: s, n, r or g");
    const known = claims.get(current.dataset.claim).patterns;
    if (!held.dataset.pattern && known.length === 1) choosePattern(held, known[0]);
    if (!held.dataset.pattern) return say("choose a pattern first: p");
    const [shown, denied] = held.querySelectorAll(`.part[data-part=${name}] button`);
    const state = pressed(shown) ? "denied" : pressed(denied) ? "" : "shown";
    press(shown, state === "shown");
    press(denied, state === "denied");
    heard(`${name}: ${state || "nothing said"}`);
    held.scrollIntoView({ block: "nearest" });
    told();
  }

  root.addEventListener("keydown", (event) => {
    const { key, target } = event;
    if (event.ctrlKey || event.altKey || event.metaKey || event.isComposing) return;
    let done = true;
    if (isTyping(target)) {
      if (target === search && (key === "Enter" || key === "ArrowDown") && current) rover(current).focus();
      else if (key === "Escape" && target.matches(".find-claim, .find-code, textarea") && current) rover(current).focus();
      else done = false;
    } else if (target.matches(".stance") && step(target, event)) {
      // moved
    } else if (LETTERS[key] && current) {
      const within = target.closest(".held-one");
      take(current, LETTERS[key], within);
      if (!target.isConnected || !within) goTo(current, stancesOf(current).findIndex((made) => made.dataset.stance === LETTERS[key])).focus();
    } else if (key === "p" && current) {
      nextPattern(target);
    } else if (PART_LETTERS[key] && current) {
      nextOfPart(target, PART_LETTERS[key]);
    } else if (key === "c") {
      finder.focus();
    } else if (key === "q") {
      (radios.find((radio) => radio.checked) ?? radios[0]).focus();
    } else if (key === "m" && one(".memo-text")) {
      one(".memo-text").focus();
    } else if (/^[1-9]$/.test(key) && choices.recent[key - 1]) {
      toggle(choices.recent[key - 1]);
    } else {
      done = false;
    }
    if (done) {
      event.preventDefault();
      event.stopPropagation();
    }
  });

  // ---- codes --------------------------------------------------------------------------------------------------------

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
    for (const made of root.querySelectorAll(".recent")) press(made, now.includes(made.dataset.code));
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

  // ---- the whole ----------------------------------------------------------------------------------------------------

  for (const made of [...radios, one(".utterance"), one(".speaker")]) made?.addEventListener("change", told);
  one(".memo-text")?.addEventListener("input", told);

  function read() {
    return {
      stances: [...rows.flatMap((row) => heldIn(row).map((held) => saidIn(row, held))), ...elsewhere],
      codes: given(),
      quality: radios.find((radio) => radio.checked)?.value ?? null,
      utterance: one(".utterance")?.value || null,
      memo: one(".memo-text")?.value.trim() ?? "",
      speaker: one(".speaker")?.value || null,
    };
  }

  function write(judgement) {
    const said = judgement ?? {
      stances: [],
      codes: [],
      quality: choices.defaults.quality,
      speaker: choices.defaults.speaker,
    };
    for (const row of rows) {
      row.querySelector(".held").replaceChildren();
      row.hidden = false;
      marked(row);
    }
    if (search) search.value = "";
    one(".no-claims").hidden = true;
    elsewhere = (said.stances ?? []).filter((held) => !claims.has(held.claim));
    lost();
    for (const held of said.stances ?? []) {
      const row = rows.find((candidate) => candidate.dataset.claim === held.claim);
      if (row) hold(row, { ...held, asWritten: true });
    }
    chips.replaceChildren();
    for (const id of said.codes ?? []) give(id, { quiet: true });
    for (const radio of radios) radio.checked = radio.value === said.quality;
    if (one(".utterance")) one(".utterance").value = said.utterance ?? "";
    if (one(".speaker")) one(".speaker").value = said.speaker ?? "";
    if (one(".memo-text")) one(".memo-text").value = said.memo ?? "";
    finder.value = "";
    close();
    recents();
    const first = rows.find((row) => row.classList.contains("is-held")) ?? rows[0];
    if (first) goTo(first, Math.max(0, stancesOf(first).findIndex(pressed)));
    written = JSON.stringify(read());
    told();
  }

  write(null);

  return {
    root,
    read,
    write,
    changed: () => JSON.stringify(read()) !== written,
    focus: () => (current ? rover(current) : finder).focus(),
    addCode: (code) => {
      codes.set(code.id, { label: code.id, depth: 0, ...code });
      give(code.id);
      finder.focus();
    },
  };
}
