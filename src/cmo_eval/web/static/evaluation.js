// The first page: what the proposals hang on and what `validate` finds come after the rest, since they take longer.
import { onRefresh, part } from "./page.js";
import { rows } from "./steps.js";

let asked = 0;

async function look() {
  const mine = ++asked;
  const [findings, robust] = await Promise.all([part("/findings"), part("/robust").then(JSON.parse, () => ({}))]);
  if (mine !== asked) return;
  document.getElementById("findings")?.replaceChildren(...parsed(findings));
  for (const cell of document.querySelectorAll("[data-robust]")) cell.textContent = robust[cell.dataset.robust] ?? "";
}

const parsed = (html) => new DOMParser().parseFromString(html, "text/html").body.childNodes;

onRefresh(look);
rows();
look();
