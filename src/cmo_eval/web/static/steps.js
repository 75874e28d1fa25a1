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

const turn = (which) => document.querySelector(`main nav [rel=${which}]`)?.click();

/** `what` the pages are, in the words of the list of keys: "page of quotes", "claim". */
export function steps(what) {
  key("j", "to the next quote", () => step(1));
  key("k", "to the quote before", () => step(-1));
  key("n", `the next ${what}`, () => turn("next"));
  key("p", `the ${what} before`, () => turn("prev"));
}
