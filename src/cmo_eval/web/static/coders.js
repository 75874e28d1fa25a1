// Who coded what: how far coders agree comes after the rest, since it takes longer.
import { onRefresh, part } from "./page.js";

async function look() {
  const place = document.getElementById("figures");
  if (place) place.innerHTML = await part("/coders/figures");
}

onRefresh(look);
look();
