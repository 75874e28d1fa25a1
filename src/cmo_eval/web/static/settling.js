// What coders saw differently, settled one by one: by a digit for whose coding holds, or by a form.
import { at, begin, decide, forget, isChanged, isOpen, isThere, isUnderWay, place, read, refused, show } from "./otherwise.js";
import { ask, key, post, refresh, say } from "./page.js";

async function go(citation) {
  if (!citation || citation === place().dataset.citation) return say("no other one is open");
  if (isChanged() && !(await ask("What you chose here is not saved.", { yes: "Leave it behind", no: "Stay here" }))) return;
  forget();
  location.assign(`?citation=${encodeURIComponent(citation)}&by=${encodeURIComponent(at("by").value)}`);
}

const take = (coder) => settle({ take: coder }, `as ${coder} had it`);
const otherwise = () => settle({ judgement: read() }, "as you said");
const path = () => location.pathname.replace(/side-by-side$/, "settle");

const settle = (what, how) =>
  decide("who settles it?", async (by) => {
    const citation = place().dataset.citation;
    const sent = { citation, by, date: at("date").value, ...what };
    let result = await post(path(), sent, { quiet: true });
    if (result.status === 409) {
      const question = `What was coded changed since this was shown (${result.changed.join(", ")}).`;
      if (!(await ask(question, { yes: "Settle it all the same", no: "Look at it first" }))) {
        if (!isChanged()) await refresh();
        return;
      }
      result = await post(path(), { ...sent, version: result.version }, { quiet: true });
    }
    if (!result.ok) return refused(result);
    history.pushState(null, "", `?by=${encodeURIComponent(by)}`); // the next open one follows
    await refresh();
    scrollTo(0, 0);
    (document.querySelector(".take") ?? at("nothing-open"))?.focus({ preventScroll: true });
    say([`${citation} settled ${how}`, ...result.notes].join("; ")); // one line, since what is said next takes its place
  });

begin("citation", () => {
  for (const button of place().querySelectorAll(".take")) button.addEventListener("click", () => take(button.dataset.take));
  at("settle").addEventListener("click", otherwise);
  at("next").addEventListener("click", () => go(place().dataset.next));
  at("previous").addEventListener("click", () => go(place().dataset.previous));
  at("by").addEventListener("change", () => {
    const address = new URL(location.href);
    address.searchParams.set("by", at("by").value);
    history.replaceState(null, "", address);
  });
});
addEventListener("beforeunload", (event) => {
  if (isChanged() && !isUnderWay()) event.preventDefault();
});
for (let digit = 1; digit < 10; digit++) {
  const chosen = () => place()?.querySelectorAll(".take")[digit - 1];
  if (chosen() || digit < 3) key(String(digit), `settle it as the ${["first", "second", "third"][digit - 1] ?? `${digit}th`} coder had it`, () => chosen().click(), () => !isOpen() && Boolean(chosen()));
}
key("e", "settle it as something else: a form", () => show(true), () => isThere() && !isOpen());
key("Control+Enter", "what the form says holds", otherwise, isOpen);
key("Escape", "leave the form", () => show(false), isOpen);
key("j", "the next open one", () => go(place().dataset.next), isThere);
key("k", "the open one before", () => go(place().dataset.previous), isThere);
