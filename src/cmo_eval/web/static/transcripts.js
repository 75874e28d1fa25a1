// The transcripts: which are shown by kind and group, and how much of each is coded, which takes the server a while.
import { onRefresh } from "./page.js";
import { rows } from "./steps.js";

const AT_ONCE = 8;
let round = 0;

/** Fill in how much is coded, some sources at a time, those that are shown first. */
async function fill() {
  const mine = ++round;
  const cells = [...document.querySelectorAll("[data-share]")];
  cells.sort((one, other) => one.closest("tr").hidden - other.closest("tr").hidden);
  for (let at = 0; at < cells.length; at += AT_ONCE) {
    const some = cells.slice(at, at + AT_ONCE);
    const asked = new URLSearchParams(some.map((cell) => ["source", cell.dataset.share]));
    let found;
    try {
      found = await (await fetch(`/shares?${asked}`)).json();
    } catch {
      return; // the bar says that the server does not answer
    }
    if (mine !== round) return; // the page was shown anew meanwhile
    for (const cell of some) {
      const share = found[cell.dataset.share];
      cell.textContent = share == null ? "?" : share > 0 && share < 0.01 ? "< 1 %" : `${Math.floor(share * 100)} %`;
    }
  }
}

/** Show the rows of the kind and group that are chosen, and put both into the address. */
function choose() {
  const [kind, group] = ["kind", "group"].map((id) => document.getElementById(id).value);
  const rows = [...document.querySelectorAll(".transcripts tbody tr")];
  for (const row of rows) {
    row.hidden = (kind && row.dataset.kind !== kind) || (group && !row.dataset.groups.split(" ").includes(group));
  }
  const asked = new URLSearchParams(Object.entries({ kind, group }).filter(([, value]) => value));
  history.replaceState(null, "", `/transcripts${asked.size ? `?${asked}` : ""}`);
  document.getElementById("shown").textContent = `${rows.filter((row) => !row.hidden).length} of ${rows.length} sources`;
}

document.addEventListener("change", (event) => event.target.closest("#which") && choose());
onRefresh(fill);
rows();
fill();
