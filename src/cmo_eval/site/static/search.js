// cmo-eval site
// Searching and filtering the quotes; what is asked for stands in the address, so that it can be kept and passed on.
"use strict";
(() => {
  const { rows, speakers, claims, patterns, cases, about, sources, codes, groups, stances, qualities, left, things, says } = evidence;
  const { evaluations = [], mechanisms = [] } = evidence; // of a site over a portfolio
  const MOST = 40;
  const form = document.getElementById("seek");
  const found = document.getElementById("found");
  const results = document.getElementById("results");
  const field = document.getElementById("q");
  const fold = (text) => text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();
  const words = (row) => (Array.isArray(row[3]) ? row[3][0] : row[3]);
  const FIRST = 7; // where the stances of a row begin, four numbers each: stance, claim, pattern, why left out

  let folded = null; // made when somebody first asks for words
  let folded_things = null;
  const texts = () => (folded ??= rows.map((row) => fold(`${row[0]} ${words(row)} ${speakers[row[2]]}`)));

  const kinds = [...new Set(sources.map((one) => one[2]))].sort();
  // for each filter its choices, and whether a row has that one; those of a stance must all be of the same
  const one_of = (list) => {
    const places = new Map(list.map((one, place) => [one[0], place]));
    return (value) => new Set([places.get(value) ?? -2]);
  };
  const with_mechanism = (value) => new Set(patterns.flatMap((one, place) => (one[3].includes(value) ? [place] : [])));
  const OF_ROW = {
    evaluation: { choices: evaluations, has: (row, value) => evaluations[sources[row[1]]?.[6]]?.[0] === value },
    group: { choices: groups.filter(Boolean).map((one) => [one, one]), has: (row, value) => groups[sources[row[1]]?.[3]] === value },
    kind: { choices: kinds.map((one) => [one, one]), has: (row, value) => sources[row[1]]?.[2] === value },
    case: { choices: cases.map(([id, title]) => [id, `${id} ${title}`]), has: (row, value) => cases[about[row[0]] ?? sources[row[1]]?.[4]]?.[0] === value },
    source: { choices: sources.map(([id, title]) => [id, `${id} ${title}`]), has: (row, value) => sources[row[1]]?.[0] === value },
    quality: { choices: qualities, has: (row, value) => qualities[row[5]]?.[0] === value },
    code: { choices: codes.map(([id, title]) => [id, title]), has: (row, value) => [row[6]].flat().some((one) => codes[one]?.[0] === value) },
  };
  const OF_STANCE = {
    mechanism: { choices: mechanisms, at: 2, places: with_mechanism },
    claim: { choices: claims.map(([id, title]) => [id, `${id} ${title}`]), at: 1, places: one_of(claims) },
    stance: { choices: stances, at: 0, places: one_of(stances) },
    pattern: { choices: patterns.map(([id, title]) => [id, `${id} ${title}`]), at: 2, places: one_of(patterns) },
  };
  const NAMES = ["mechanism", "evaluation", "claim", "stance", "pattern", "code", "group", "kind", "case", "source", "quality"];

  const element = (name, text, kind) => {
    const made = document.createElement(name);
    if (text) made.textContent = text;
    if (kind) made.className = kind;
    return made;
  };

  const selects = new Map();
  for (const name of NAMES) {
    const { choices } = OF_STANCE[name] ?? OF_ROW[name];
    if (!choices.length) continue;
    const label = element("label", form.dataset[name]);
    const select = element("select");
    select.name = name;
    select.append(new Option(says.any, ""), ...choices.map(([value, text]) => new Option(text, value)));
    label.append(select);
    form.querySelector(".filters").append(label);
    selects.set(name, select);
  }

  const asked = () => new URLSearchParams(location.hash.length > 1 ? location.hash.slice(1) : location.search);

  function chosen() {
    const given = new URLSearchParams();
    if (field.value.trim()) given.set("q", field.value.trim());
    for (const [name, select] of selects) if (select.value) given.set(name, select.value);
    return given;
  }

  function matching(given) {
    const wanted = fold(given.get("q") ?? "").split(/\s+/).filter(Boolean);
    const of_row = Object.keys(OF_ROW).filter((name) => given.get(name));
    const of_stance = Object.keys(OF_STANCE).filter((name) => given.get(name));
    const places = of_stance.map((name) => [OF_STANCE[name].at, OF_STANCE[name].places(given.get(name))]);
    const all = wanted.length ? texts() : null;
    return rows.filter((row, place) => {
      if (all && !wanted.every((word) => all[place].includes(word))) return false;
      if (!of_row.every((name) => OF_ROW[name].has(row, given.get(name)))) return false;
      if (!places.length) return true;
      for (let at = FIRST; at < row.length; at += 4) if (places.every(([of, wanted]) => wanted.has(row[at + of]))) return true;
      return false;
    });
  }

  // the words with what was sought marked: a letter of the folded text comes from one place of the text itself
  function marked(text, wanted) {
    const made = element("span");
    if (!wanted.length) return made.append(text), made;
    let plain = fold(text);
    let place = (at) => at;
    if (plain.length !== text.length) {
      const from = [];
      let at = 0;
      plain = "";
      for (const letter of text) {
        for (const unit of fold(letter)) plain += unit, from.push(at);
        at += letter.length;
      }
      place = (one) => from[one] ?? text.length;
    }
    const spans = [];
    for (const word of wanted)
      for (let here = plain.indexOf(word); here >= 0; here = plain.indexOf(word, here + word.length)) spans.push([place(here), place(here + word.length)]);
    spans.sort((one, other) => one[0] - other[0] || one[1] - other[1]);
    let done = 0;
    for (const [start, end] of spans) {
      if (start < done || end <= start) continue;
      made.append(text.slice(done, start), element("mark", text.slice(start, end)));
      done = end;
    }
    made.append(text.slice(done));
    return made;
  }

  function shown(row, wanted) {
    const piece = element("div", "", "piece");
    const text = words(row);
    if (text) {
      const quote = element("blockquote");
      quote.lang = evaluations[sources[row[1]]?.[6]]?.[2] ?? form.dataset.language;
      const literal = !Array.isArray(row[3]);
      if (literal) quote.append(form.dataset.open);
      quote.append(marked(text, wanted));
      if (literal) quote.append(form.dataset.close);
      piece.append(quote);
    } else piece.append(element("p", says.not_shown, "closed"));
    const whose = element("p", "", "whose");
    const pieces = [speakers[row[2]], row[4], qualities[row[5]]?.[1], Array.isArray(row[3]) && says.paraphrase];
    const link = element("a", row[0]);
    link.href = `${sources[row[1]]?.[5] ?? ""}#${row[0]}`;
    whose.append(`${pieces.filter(Boolean).join(" · ")} · `, link);
    piece.append(whose);
    const coded = [row[6]].flat().flatMap((one) => (codes[one] ? [" · ", to(codes[one][1], codes[one][2])] : []));
    if (coded.length) {
      const said = element("p", `${says.codes}: `, "whose");
      said.append(...coded.slice(1));
      piece.append(said);
    }
    for (let at = FIRST; at < row.length; at += 4) {
      const [stance, claim, pattern, why] = row.slice(at, at + 4);
      const said = element("p", "", "whose");
      if (stances[stance]) said.append(element("b", stances[stance][1], stances[stance][0]));
      if (claims[claim]) said.append(" ", titled(claims[claim]));
      if (patterns[pattern]) said.append("; ", titled(patterns[pattern]));
      if (why) said.append(element("span", ` (${says.not_weighed}: ${left[why]})`, "not"));
      piece.append(said);
    }
    return piece;
  }

  function to(text, file) {
    const link = element("a", text);
    link.href = file;
    return link;
  }

  const titled = ([id, title, file]) => to(`${id} ${title}`, file);

  function elsewhere(wanted) {
    if (!wanted.length) return [];
    folded_things ??= things.map(([, id, title, , text]) => fold(`${id} ${title} ${text}`));
    const some = things.filter((_, place) => wanted.every((word) => folded_things[place].includes(word)));
    if (!some.length) return [];
    const list = element("ul");
    for (const [kind, id, title, file] of some.slice(0, 12)) {
      const item = element("li");
      const link = element("a", `${id} ${title.length > 140 ? `${title.slice(0, 140)}…` : title}`.trim());
      link.href = file;
      item.append(`${kind} `, link);
      list.append(item);
    }
    return [element("h2", says.things), list];
  }

  function show() {
    const given = asked();
    const wanted = fold(given.get("q") ?? "").split(/\s+/).filter(Boolean);
    const any = [...given.keys()].some((name) => given.get(name) && (name === "q" || selects.has(name)));
    const fit = any ? matching(given) : rows;
    const all = fit.length === 1 ? says.one : says.found.replace("{n}", fit.length.toLocaleString(document.documentElement.lang));
    found.textContent = fit.length ? all : says.none;
    document.getElementById("by-source").hidden = any;
    results.replaceChildren(...elsewhere(wanted));
    if (!any) return;
    let from = 0;
    const list = element("div");
    const more = element("button", says.more);
    more.type = "button";
    const next = () => {
      const some = fit.slice(from, from + MOST).map((row) => shown(row, wanted));
      list.append(...some);
      from += MOST;
      more.hidden = from >= fit.length;
      return some[0];
    };
    // one goes on with what is new, also where the button goes away with the last of it
    more.addEventListener("click", () => next().querySelector("a").focus({ preventScroll: true }));
    results.append(list, more);
    next();
  }

  function fill() {
    const given = asked();
    field.value = given.get("q") ?? "";
    for (const [name, select] of selects) select.value = given.get(name) ?? "";
    show();
  }

  let waiting = 0;
  const changed = () => {
    location.replace(`#${chosen()}`); // no step back for each letter
    if (location.hash.length < 2 && location.search) show();
  };
  form.addEventListener("input", (event) => {
    clearTimeout(waiting);
    if (event.target === field) waiting = setTimeout(changed, 60);
    else changed();
  });
  form.addEventListener("submit", (event) => (event.preventDefault(), changed()));
  addEventListener("hashchange", () => (document.activeElement === field ? show() : fill()));
  form.hidden = false;
  document.getElementById("without").hidden = true;
  fill();
})();
