// Who coded what: how far coders agree comes after the rest, since it takes longer.
import { onRefresh, part } from "./page.js";

async function look() {
  const place = document.getElementById("figures");
  if (place) place.innerHTML = await part("/coders/figures");
}

function start() {
  document.getElementById("coder")?.addEventListener("change", (event) => event.target.form.requestSubmit());
  look();
}

onRefresh(start);
start();
