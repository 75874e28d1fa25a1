// What a model proposed, looked at one by one: accepted, changed by a form, or rejected.
import { at, begin, decide, isOpen, isThere, place, read, refused, show } from "./otherwise.js";
import { key, post, refresh, say } from "./page.js";

const accept = () => look({ outcome: "accepted", quality: at("quality")?.value || null });
const change = () => look({ outcome: "accepted", judgement: read() });
const reject = () => look({ outcome: "rejected" });

const look = (what) =>
  decide("who looks at it?", async (by) => {
    const proposal = place().dataset.proposal;
    const result = await post(location.pathname, { proposal, by, ...what });
    if (!result.ok) return refused(result);
    history.pushState(null, "", `?by=${encodeURIComponent(by)}`); // the next one that waits follows
    await refresh();
    scrollTo(0, 0);
    (at("accept") ?? at("nothing-open"))?.focus({ preventScroll: true });
    const done = `${proposal} ${result.outcome}${result.citation ? `: ${result.citation}${result.there ? ", which was there already" : ""}` : ""}`;
    say([done, ...result.notes].join("; ")); // one line, since what is said next takes its place
  });

key("a", "accept it as it is", accept, () => isThere() && !isOpen());
key("e", "change it: a form", () => show(true), () => isThere() && !isOpen());
key("x", "reject it", reject, () => isThere() && !isOpen());
key("Escape", "leave the form", () => show(false), isOpen);
begin("proposal", () => {
  for (const [id, act] of Object.entries({ accept, reject, change })) at(id).addEventListener("click", act);
});
