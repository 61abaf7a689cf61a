/* On the page to sign in: how many sessions wait on this phone, and nothing about whose they are. */
async function showHowManyWait() {
  const there = await indexedDB.databases?.(); // to look must not make one
  if (there && !there.some((base) => base.name === "hipwise")) return;
  const note = document.querySelector("[data-waiting]");
  const { length } = await phone.entries();
  note.querySelector("[data-number]").textContent = length;
  note.hidden = !length;
}

document.addEventListener("DOMContentLoaded", () => {
  showHowManyWait().catch(() => {}); // a browser that keeps nothing has nothing that waits
});
