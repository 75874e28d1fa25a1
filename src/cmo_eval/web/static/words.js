// Words of a transcript chosen by mouse, touch or keys; where they stand in code points, as the files count.
//
// A browser counts UTF-16 units within an element. Each `.words` element has in `data-start` where its text begins in
// the transcript, and holds that text and nothing else.

const WORD = /\S+/gu;
const LETTER = /[\p{L}\p{M}\p{N}_’'-]/u;

/** How many code points a text has. */
export function codePoints(text) {
  let count = 0;
  for (const _ of text) count += 1;
  return count;
}

/** The unit (UTF-16) at which the code point `number` of a text begins. */
export function unitOf(text, number) {
  let unit = 0;
  for (const letter of text) {
    if (number <= 0) break;
    number -= 1;
    unit += letter.length;
  }
  return unit;
}

/** A place in the words: the element, and a unit in its text. */
const place = (element, unit) => ({ element, unit });

const numberOf = (element) => Number(element.parentElement.id.slice("line-".length));

const before = (one, other) =>
  one.element === other.element ? one.unit < other.unit : numberOf(one.element) < numberOf(other.element);

/** Offset of a place in the whole text, in code points. */
export const offset = ({ element, unit }) =>
  Number(element.dataset.start) + codePoints(element.textContent.slice(0, unit));

/** The place of an offset within one of these elements; null where nobody may read it. */
export function placeOf(root, at, { ends = false } = {}) {
  const every = root.getElementsByClassName("words");
  let low = 0;
  let high = every.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (Number(every[middle].dataset.start) <= (ends ? at - 1 : at)) low = middle;
    else high = middle - 1;
  }
  const element = every[low];
  if (!element) return null;
  const text = element.textContent;
  return place(element, unitOf(text, at - Number(element.dataset.start)));
}

/** The DOM position of a place. */
function position({ element, unit }) {
  const walker = document.createTreeWalker(element, NodeFilter.SHOW_TEXT);
  let node = walker.nextNode();
  let last = element;
  while (node) {
    if (unit <= node.length) return [node, unit];
    unit -= node.length;
    last = node;
    node = walker.nextNode();
  }
  return [last, last.nodeType === Node.TEXT_NODE ? last.length : 0];
}

/** The range between two places. */
export function rangeOf(start, end) {
  const range = document.createRange();
  range.setStart(...position(start));
  range.setEnd(...position(end));
  return range;
}

/** The text of a passage: of each line its words, lines apart; empty where it is not there any more. */
export function textOf(root, start, end) {
  if (!root.contains(start.element) || !root.contains(end.element)) return "";
  if (start.element === end.element) return start.element.textContent.slice(start.unit, end.unit);
  const parts = [];
  for (const element of root.getElementsByClassName("words")) {
    const number = numberOf(element);
    if (number < numberOf(start.element) || number > numberOf(end.element)) continue;
    const text = element.textContent;
    if (element === start.element) parts.push(text.slice(start.unit));
    else if (element === end.element) parts.push(text.slice(0, end.unit));
    else parts.push(text);
  }
  return parts.join("\n");
}

/** The places of the first and behind the last letter of words that stand in one line, once; null if not. */
export function onlyPlace(root, words) {
  let found = null;
  for (const element of root.getElementsByClassName("words")) {
    const text = element.textContent;
    const at = text.indexOf(words);
    if (at < 0) continue;
    if (found || text.includes(words, at + 1)) return null;
    found = { start: place(element, at), end: place(element, at + words.length) };
  }
  return found;
}

/** Where a node and offset of a selection stand in the words; the nearest words where they stand beside some. */
function placeAt(root, node, at, forward) {
  const inside = (node.nodeType === Node.ELEMENT_NODE ? node : node.parentElement)?.closest(".words");
  if (inside && root.contains(inside)) {
    const range = document.createRange();
    range.setStart(inside, 0);
    range.setEnd(node, at);
    return place(inside, range.toString().length);
  }
  const caret = document.createRange();
  caret.setStart(node, at);
  const every = [...root.getElementsByClassName("words")];
  const behind = every.findIndex((element) => caret.comparePoint(element, 0) > 0);
  if (forward) return behind < 0 ? null : place(every[behind], 0);
  const last = behind < 0 ? every.at(-1) : every[behind - 1];
  return last ? place(last, last.textContent.length) : null;
}

/** Whole words from one place to another; null where there are none between them. */
function whole(start, end) {
  if (!start || !end || before(end, start)) return null;
  const first = start.element.textContent;
  const last = end.element.textContent;
  let from = start.unit;
  let to = end.unit;
  while (from < first.length && /\s/u.test(first[from])) from += 1;
  while (to > 0 && /\s/u.test(last[to - 1])) to -= 1;
  // to the ends of words that were begun, without punctuation that was left out
  if (LETTER.test(first[from] ?? "")) while (from > 0 && LETTER.test(first[from - 1])) from -= 1;
  if (LETTER.test(last[to - 1] ?? "")) while (to < last.length && LETTER.test(last[to])) to += 1;
  const result = { start: place(start.element, from), end: place(end.element, to) };
  return before(result.start, result.end) ? result : null;
}

/** What the browser's own selection covers of the words, as whole words; null where it covers none. */
export function selected(root) {
  const selection = getSelection();
  if (!selection.rangeCount || selection.isCollapsed) return null;
  const range = selection.getRangeAt(0);
  if (!range.intersectsNode(root)) return null;
  const start = placeAt(root, range.startContainer, range.startOffset, true);
  const end = placeAt(root, range.endContainer, range.endOffset, false);
  return whole(start, end);
}

/** Words are chosen with the mouse from a line's number or speaker on too, where a browser begins nothing by itself. */
export function fromBeside(root) {
  let from = null; // the words of the line where the button went down
  root.addEventListener("mousedown", (event) => {
    const beside = event.button === 0 && event.target.closest(".no, .who");
    from = (beside && beside.parentElement.querySelector(":scope > .words")) || null;
    if (from) event.preventDefault(); // else the number would be dragged, as the link that it is
  });
  addEventListener("mousemove", (event) => {
    if (!(event.buttons & 1)) from = null;
    const to = from?.isConnected && caret(event.clientX, event.clientY);
    if (to && root.contains(to[0])) getSelection().setBaseAndExtent(from, 0, ...to);
  });
}

/** The node and offset below a point of the window. */
function caret(x, y) {
  const found = document.caretPositionFromPoint?.(x, y);
  if (found) return [found.offsetNode, found.offset];
  const range = document.caretRangeFromPoint?.(x, y);
  return range ? [range.startContainer, range.startOffset] : null;
}

// ---- by keys --------------------------------------------------------------------------------------------------------

/** Moves over the words of a transcript one by one, by line and by sentence, and takes more of them. */
export class Cursor {
  constructor(root) {
    this.root = root;
    this.anchor = null;
    this.focus = null;
    this.known = new WeakMap();
    this.sentences = false; // whether what is chosen is whole sentences, by key
    this.passed = false; // whether the word at the cursor was dealt with, so that the next sentence is meant
  }

  /** Where the word at the cursor begins; null while it is nowhere. */
  here() {
    return this.focus && place(this.focus.element, this.words(this.focus.element)[this.focus.index][0]);
  }

  /** The words of a line, each with its first unit and the one behind it. */
  words(element) {
    const text = element.textContent;
    let found = this.known.get(element);
    if (!found || found.text !== text) {
      found = { text, words: [...text.matchAll(WORD)].map((match) => [match.index, match.index + match[0].length]) };
      this.known.set(element, found);
    }
    return found.words;
  }

  /** The lines with words, before or behind one. */
  beside(element, step) {
    let line = element.parentElement;
    while ((line = step > 0 ? line.nextElementSibling : line.previousElementSibling)) {
      const words = line.querySelector(":scope > .words");
      if (words && this.words(words).length) return words;
    }
    return null;
  }

  first() {
    for (const element of this.root.getElementsByClassName("words")) {
      const line = element.getBoundingClientRect();
      if (line.bottom > 90 && this.words(element).length) return { element, index: 0 };
    }
    return null;
  }

  /** Begin where a passage is, such as one that was chosen with the mouse. */
  at(start, end) {
    this.sentences = this.passed = false;
    this.anchor = this.wordAt(start, false);
    this.focus = this.wordAt(end, true);
  }

  /** Go on behind a passage that was dealt with. */
  behind(end) {
    this.sentences = false;
    this.passed = true;
    this.anchor = this.focus = this.wordAt(end, true);
  }

  wordAt({ element, unit }, ends) {
    const words = this.words(element);
    const index = words.findIndex(([from, to]) => (ends ? unit <= to : unit < to && unit >= from - 1));
    return { element, index: index < 0 ? words.length - 1 : index };
  }

  step({ element, index }, by) {
    const next = index + by;
    if (next >= 0 && next < this.words(element).length) return { element, index: next };
    const other = this.beside(element, by);
    return other ? { element: other, index: by > 0 ? 0 : this.words(other).length - 1 } : { element, index };
  }

  move(by, { more = false, lines = false } = {}) {
    this.sentences = this.passed = false;
    if (!this.focus || !this.focus.element.isConnected) {
      this.anchor = this.focus = this.first();
      return this.chosen();
    }
    if (lines) {
      const other = this.beside(this.focus.element, by);
      const end = more && by > 0;
      if (other) this.focus = { element: other, index: end ? this.words(other).length - 1 : 0 };
    } else this.focus = this.step(this.focus, by);
    if (!more) this.anchor = this.focus;
    return this.chosen();
  }

  /** This word, or the first behind the lines of whoever asks the questions, if it is in one of these. */
  answer(word) {
    let { element } = word;
    while (element?.parentElement.classList.contains("asks")) element = this.beside(element, 1);
    return element && element !== word.element ? { element, index: 0 } : word;
  }

  /** The sentence around the cursor; where it is taken already, the next one too. */
  sentence() {
    if (!this.focus || !this.focus.element.isConnected) this.anchor = this.focus = this.first() && this.answer(this.first());
    if (!this.focus) return null;
    if (this.passed) this.anchor = this.focus = this.answer(this.step(this.focus, 1));
    this.passed = false;
    const ends = ({ element, index }) => {
      const words = this.words(element);
      const [from, to] = words[index];
      return index === words.length - 1 || /[.!?…]["'”’»)\]]*$/u.test(element.textContent.slice(from, to));
    };
    const more = this.sentences;
    let to = more ? this.step(this.focus, 1) : this.focus;
    while (!ends(to)) to = { element: to.element, index: to.index + 1 };
    if (!more) {
      let from = this.anchor;
      while (from.index > 0 && !ends({ element: from.element, index: from.index - 1 })) from = { element: from.element, index: from.index - 1 };
      this.anchor = from;
    }
    this.sentences = true;
    this.focus = to;
    return this.chosen();
  }

  /** What is chosen: the places of its first and behind its last word. */
  chosen() {
    if (!this.anchor || !this.focus) return null;
    const places = [this.anchor, this.focus].map(({ element, index }) => {
      const [from, to] = this.words(element)[index];
      return { start: place(element, from), end: place(element, to) };
    });
    if (before(places[1].start, places[0].start)) places.reverse();
    return { start: places[0].start, end: places[1].end };
  }
}
