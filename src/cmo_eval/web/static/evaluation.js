// The first page: what `validate` finds comes after the rest, since it takes longer.
import { onRefresh, part } from "./page.js";

async function look() {
  const place = document.getElementById("findings");
  if (place) place.innerHTML = await part("/findings");
}

onRefresh(look);
look();
