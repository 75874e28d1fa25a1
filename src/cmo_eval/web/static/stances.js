// The form of `stances.html`: what a fragment says of which claims, its codes, quality and the rest; read into JSON
// and back. It says `judged` (an event that bubbles) whenever something in it changed, and `newcode` (with `text`)
// when somebody wants a code that the book has not.
import { codeField, plain } from "./choose-codes.js";
import { LANGUAGE, ownOption, say } from "./page.js";

const LETTERS = { s: "supports", n: "nuances", r: "refutes", g: "suggests" };
const PART_LETTERS = { x: "context", u: "resource", a: "reasoning", o: "outcome" };

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
  const rows = [...root.querySelectorAll(".claim-to-hold")];
  const template = root.querySelector(".held-template");
  const radios = [...root.querySelectorAll(".quality-given input")];
  const one = (selector) => root.querySelector(selector);
  let current = rows[0] ?? null;
  let written = "";
  let elsewhere = []; // stances on claims that there are not: kept until somebody takes them out

  /** Say to a screen reader what a letter or digit did; eyes see it in the form. */
  const heard = (text) => (one(".form-told").textContent = text);
  const told = () => root.dispatchEvent(new CustomEvent("judged", { bubbles: true }));
  const codes = codeField(root, choices, told, heard);

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
      if (other.id !== claim.id) suggested.append(ownOption(`${other.id} ${other.title}`, other.id));
    }
    suggested.value = said.suggested ?? "";
    suggested.addEventListener("change", told);
    const patterns = held.querySelector(".patterns-shown");
    for (const id of claim.patterns) {
      const made = button(`${id} ${choices.patterns[id].title}`, "", said.pattern === id, (chosen) =>
        choosePattern(held, pressed(chosen) ? "" : id),
      );
      made.dataset.pattern = id;
      made.lang = LANGUAGE;
      patterns.append(made);
    }
    const further = Object.keys(choices.patterns).filter((id) => !claim.patterns.includes(id));
    if (further.length) {
      const select = document.createElement("select");
      select.setAttribute("aria-label", "Another pattern");
      select.append(new Option(claim.patterns.length ? "another pattern" : "no pattern", ""));
      for (const id of further) select.append(ownOption(`${id} ${choices.patterns[id].title}`, id));
      select.addEventListener("change", () => choosePattern(held, select.value));
      patterns.append(select);
    }
    patterns.hidden = !claim.patterns.length && !further.length;
    for (const part of held.querySelectorAll(".part")) {
      const [shown, denied] = part.querySelectorAll("button");
      part.querySelector(".part-text").lang = LANGUAGE;
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
      codes.field.focus();
    } else if (key === "q") {
      (radios.find((radio) => radio.checked) ?? radios[0]).focus();
    } else if (key === "m" && one(".memo-text")) {
      one(".memo-text").focus();
    } else if (/^[1-9]$/.test(key) && choices.recent[key - 1]) {
      codes.toggle(choices.recent[key - 1]);
    } else {
      done = false;
    }
    if (done) {
      event.preventDefault();
      event.stopPropagation();
    }
  });

  // ---- the whole ----------------------------------------------------------------------------------------------------

  for (const made of [...radios, one(".utterance"), one(".speaker"), one(".about-case")]) made?.addEventListener("change", told);
  one(".memo-text")?.addEventListener("input", told);

  let aboutCase = null; // what is kept where the form has no cases to choose from

  function read() {
    return {
      stances: [...rows.flatMap((row) => heldIn(row).map((held) => saidIn(row, held))), ...elsewhere],
      codes: codes.given(),
      quality: radios.find((radio) => radio.checked)?.value ?? null,
      utterance: one(".utterance")?.value || null,
      memo: one(".memo-text")?.value.trim() ?? "",
      speaker: one(".speaker")?.value || null,
      case: one(".about-case") ? one(".about-case").value || null : aboutCase,
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
    codes.show(said.codes ?? []);
    for (const radio of radios) radio.checked = radio.value === said.quality;
    if (one(".utterance")) one(".utterance").value = said.utterance ?? "";
    if (one(".speaker")) one(".speaker").value = said.speaker ?? "";
    aboutCase = said.case ?? null;
    const cases = one(".about-case");
    if (cases) {
      // one that the form does not offer, such as a case that is gone, stays what it is
      if (aboutCase && ![...cases.options].some((option) => option.value === aboutCase)) cases.add(new Option(aboutCase, aboutCase));
      cases.value = aboutCase ?? "";
    }
    if (one(".memo-text")) one(".memo-text").value = said.memo ?? "";
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
    focus: () => (current ? rover(current) : codes.field).focus(),
    addCode: codes.add,
  };
}
