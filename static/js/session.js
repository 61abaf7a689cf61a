/* A guided session in one page, screen after screen, so that sound, voice and the lock on the
   screen live on. Where a screen comes from, and where its time is kept, is in `ways`: the server
   (session-server.js), or this phone without a network (offline-session.js). */
const senses = new Senses();
const turn = document.getElementById("guide")?.dataset.turn ?? ""; // when this page was opened; the newest has the timer
const halt = document.getElementById("halt");
let timer = null;

const form = () => document.getElementById("guide");
const button = (value) => form()?.querySelector(`.hw-guide__bar [name=go][value=${value}]`);

function tell(words) {
  document.querySelector("[data-says]").textContent = words;
  senses.say(words);
}

function enter() {
  const now = form();
  timer = null;
  if (!now) return;
  senses.want(now.dataset.senses);
  now.addEventListener("submit", (event) => ways.submitted(event));
  now.querySelector("[data-halt]").addEventListener("click", (event) => {
    event.preventDefault();
    haltHere();
  });
  const words = [document.querySelector("h1").textContent, now.querySelector("[data-say]")?.textContent];
  senses.say(words.filter(Boolean).map((one) => one.replace(/\s+/g, " ").trim()).join(". "));
  if (now.querySelector("[data-timer]"))
    timer = new ScreenTimer(now, { senses, tell, keep: () => ways.keep(), onEnd: ended });
}

/* A hold and a rest lead on by themselves; to change sides takes as long as it takes. */
function ended() {
  ways.keep();
  if (timer.kind === "switch") return;
  const at = form();
  setTimeout(() => form() === at && !halt.open && at.requestSubmit(button("next")), 1500);
}

function typed(submitter) {
  const data = new FormData(form());
  if (submitter?.name) data.set(submitter.name, submitter.value);
  if (timer?.isHold) data.set("held", timer.clock.seconds);
  data.set("turn", turn);
  return data;
}

/* Stop is at once and needs no network; what it leads to can wait a moment. */
function haltHere() {
  if (timer?.running) timer.pause();
  senses.hush();
  if (!halt.open) halt.showModal();
}

const KEYS = {
  ArrowRight: () => button("next")?.click(),
  ArrowLeft: () => button("back")?.click(),
  Escape: haltHere,
  MediaPlayPause: () => timer?.toggle(),
};

document.addEventListener("keydown", (event) => {
  if (halt.open || event.altKey || event.ctrlKey || event.metaKey || !form()) return;
  if (event.target.closest("input, textarea, select")) return;
  if (event.key === " " && timer && !event.target.closest("button, a, summary")) timer.toggle();
  else if (KEYS[event.key]) KEYS[event.key]();
  else return;
  event.preventDefault();
});

let touched = null;
document.addEventListener("touchstart", (event) => {
  touched = event.touches.length === 1 ? event.touches[0] : null;
}, { passive: true });
document.addEventListener("touchend", (event) => {
  const start = touched;
  touched = null;
  if (!start || halt.open || timer?.running || !form()) return; // a hold is not wiped away
  const end = event.changedTouches[0];
  const across = end.clientX - start.clientX;
  if (Math.abs(across) < 70 || Math.abs(end.clientY - start.clientY) > 50) return;
  KEYS[across < 0 ? "ArrowRight" : "ArrowLeft"]();
}, { passive: true });
