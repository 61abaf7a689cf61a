/* Nobody is signed out without a warning. Two minutes before, a dialog offers to stay; typing
   counts as being there. All tabs of the browser know when one of them was used. When the time
   is over, a page on which nothing was typed shows no more of anybody. */
const dialog = document.getElementById("idle");
const WARN = 120;
const TELL_EVERY = 60 * 1000; // typing tells the server at most this often
const LOOK_EVERY = 1000;
const SHARED = "hipwise-ends-at";

if (dialog) {
  let endsAt = Date.now() + Number(dialog.dataset.seconds) * 1000;
  let toldAt = Date.now();
  let isTyped = false;
  let isOver = false;
  share();

  document.addEventListener("input", () => {
    isTyped = true;
    if (Date.now() - toldAt > TELL_EVERY && !isOver && !dialog.open) stay();
  });
  document.addEventListener("submit", () => (isTyped = false));
  window.addEventListener("storage", (event) => {
    if (event.key !== SHARED || isOver) return;
    endsAt = Math.max(endsAt, Number(event.newValue) || 0);
    if (left() > WARN && dialog.open) dialog.close();
  });
  // A page that fetches its next part tells how long that part's answer leaves.
  document.addEventListener("hipwise:seen", ({ detail }) => {
    endsAt = Math.max(endsAt, Date.now() + detail * 1000);
    share();
    if (left() > WARN && dialog.open && !isOver) dialog.close();
  });
  dialog.addEventListener("cancel", (event) => {
    event.preventDefault();
    if (!isOver) stay();
  });
  dialog.querySelector("[data-stay]").addEventListener("click", stay);
  dialog.querySelector("[data-close]").addEventListener("click", () => dialog.close());
  setInterval(look, LOOK_EVERY);

  function left() {
    return Math.round((endsAt - Date.now()) / 1000);
  }

  function look() {
    if (isOver) return;
    if (left() <= 0) return end();
    if (left() <= WARN && !dialog.open) dialog.showModal();
  }

  async function stay() {
    toldAt = Date.now();
    const headers = { "X-CSRFToken": dialog.dataset.token };
    const answer = await fetch(dialog.dataset.address, { method: "POST", headers }).catch(() => null);
    if (!answer?.ok) return; // the warning stays, and the time runs on
    endsAt = Date.now() + (await answer.json()).seconds * 1000;
    share();
    if (left() > WARN && dialog.open) dialog.close();
  }

  function end() {
    isOver = true;
    if (!isTyped) return location.replace(location.pathname + location.search);
    dialog.classList.add("hw-idle--over");
    dialog.querySelector("[data-soon]").hidden = true;
    dialog.querySelector("[data-over]").hidden = false;
    if (!dialog.open) dialog.showModal();
    dialog.querySelector("[data-close]").focus();
  }

  function share() {
    try {
      localStorage.setItem(SHARED, String(endsAt));
    } catch {
      // a browser that keeps nothing: each tab minds itself
    }
  }
}
