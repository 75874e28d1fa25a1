// cmo-eval site
// What needs scripts is shown where there are any. Arrow keys lead to what stands before and after.
"use strict";
for (const one of document.querySelectorAll(".seek, .needs-scripts")) one.hidden = false;
// the address of a quote, to be kept and passed on
for (const one of document.querySelectorAll("article > h3")) {
  const link = document.createElement("a");
  link.href = `#${one.parentElement.id}`;
  link.append(...one.childNodes);
  one.append(link);
}
addEventListener("keydown", (event) => {
  const busy = event.target instanceof Element && event.target.closest("input, select, textarea, [tabindex='0']");
  if (busy || event.altKey || event.ctrlKey || event.metaKey || event.shiftKey) return;
  const rel = { ArrowLeft: "prev", ArrowRight: "next" }[event.key];
  const link = rel && document.querySelector(`link[rel=${rel}]`);
  if (link) location.href = link.href;
});
