// Keys that walk through what a page reads: from quote to quote, and to the page after and before.
import { key } from "./page.js";

function step(by) {
  const links = [...document.querySelectorAll("main .step")];
  const here = links.indexOf(document.activeElement?.closest(".quote")?.querySelector(".step"));
  const next = links[here < 0 ? (by > 0 ? 0 : links.length - 1) : here + by];
  for (let box = next?.closest("details"); box; box = box.parentElement.closest("details")) box.open = true;
  next?.focus();
  next?.closest(".quote").scrollIntoView({ block: "nearest" });
}

/** Go to the page after ("next") or before ("prev") this one. */
export const turn = (which) => document.querySelector(`main nav [rel=${which}]`)?.click();

/** Keys that walk through the rows of a list. */
export function rows() {
  const go = (by) => {
    const links = [...document.querySelectorAll("main tbody tr:not([hidden]) > th a")];
    const here = links.findIndex((link) => link.closest("tr").contains(document.activeElement));
    links[here < 0 ? (by > 0 ? 0 : links.length - 1) : here + by]?.focus();
  };
  key("j", "to the next row", () => go(1));
  key("k", "to the row before", () => go(-1));
}

/** `what` the pages are, in the words of the list of keys: "page of quotes", "claim". */
export function steps(what) {
  key("j", "to the next quote", () => step(1));
  key("k", "to the quote before", () => step(-1));
  key("n", `the next ${what}`, () => turn("next"));
  key("p", `the ${what} before`, () => turn("prev"));
}
