/* A guided session in one page: each screen is fetched as the server makes it and put in place, so
   that sound, voice and the lock on the screen live on. Without this file the screens are pages. */
const senses = new Senses();
const turn = String(Math.random()).slice(2); // this page; the newest one has the timer
const channel = window.BroadcastChannel ? new BroadcastChannel("hipwise-session") : null;
const halt = document.getElementById("halt");
let timer = null;
let sending = false;

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
  now.addEventListener("submit", submitted);
  now.querySelector("[data-halt]").addEventListener("click", (event) => {
    event.preventDefault();
    haltHere();
  });
  const words = [document.querySelector("h1").textContent, now.querySelector("[data-say]")?.textContent];
  senses.say(words.filter(Boolean).map((one) => one.replace(/\s+/g, " ").trim()).join(". "));
  if (now.querySelector("[data-timer]"))
    timer = new ScreenTimer(now, { senses, tell, keep, onEnd: ended });
}

/* A hold and a rest lead on by themselves; to change sides takes as long as it takes. */
function ended() {
  keep();
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

/* What a running timer has so far; nothing waits for it. */
async function keep({ takes = false, leaving = false } = {}) {
  const now = form();
  if (!now) return;
  const data = typed(null);
  data.delete("go");
  data.set("screen", now.dataset.screen);
  if (takes) data.set("takes", "on");
  try {
    const answer = await fetch(now.dataset.keep, { method: "POST", body: data, keepalive: leaving });
    if (answer.status === 409 && form() === now) overtaken();
    if (answer.status === 410 && form() === now) location.assign(document.querySelector(".hw-guided__leave").href);
  } catch {
    // No network just now: the next time tells it again, and Next waits until it is told.
  }
}

/* Another page has the session now: stop counting, hand over what was held, say so. */
function overtaken() {
  timer?.end();
  send(typed(null));
}

function submitted(event) {
  const { submitter } = event;
  timer?.end();
  const far = document.querySelector(".hw-guided__far progress");
  const leads = submitter?.value === "stop" || (far.value === far.max && submitter?.value !== "back");
  if (leads) {
    carry(typed(submitter), ["turn", "held"]);
    return;
  }
  event.preventDefault();
  send(typed(submitter));
}

function carry(data, names) {
  for (const name of names) {
    if (!data.has(name)) continue;
    const field = document.createElement("input");
    Object.assign(field, { type: "hidden", name, value: data.get(name) });
    form().append(field);
  }
}

function asPage(data) {
  carry(data, ["turn", "held", "go", "pressure"]);
  form().submit();
}

async function send(data) {
  if (sending) return;
  sending = true;
  try {
    const answer = await fetch(location.href, { method: "POST", body: data });
    const next = new DOMParser().parseFromString(await answer.text(), "text/html");
    if (next.querySelector(".hw-guided")) swap(next, answer.url);
    else if (answer.status === 403) asPage(data); // signed out: a page of its own keeps what was sent
    else if (answer.status >= 500) unheard("no-answer");
    else location.assign(answer.url);
  } catch {
    unheard("offline");
  } finally {
    sending = false;
  }
}

/* No network, or the server has no database just now: wait here, with all that was done. */
function unheard(why) {
  if (timer && !timer.clock.ended) timer.pause();
  for (const one of ["offline", "no-answer"]) {
    const note = document.querySelector(`[data-${one}]`);
    note.hidden = one !== why;
    if (one === why) tell(note.textContent.trim());
  }
}

function swap(next, url) {
  senses.hush();
  for (const part of ["main", ".hw-guided__far"]) {
    const found = next.querySelector(part);
    if (found) document.querySelector(part)?.replaceWith(document.adoptNode(found));
  }
  const idle = next.getElementById("idle"); // how long until one is signed out, from now on
  if (idle) document.dispatchEvent(new CustomEvent("hipwise:seen", { detail: Number(idle.dataset.seconds) }));
  document.title = next.title;
  if (url !== location.href) history.pushState(null, "", url);
  scrollTo(0, 0);
  const heading = document.querySelector("h1");
  heading.tabIndex = -1;
  heading.focus();
  enter();
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

document.addEventListener("visibilitychange", () => {
  if (document.visibilityState === "hidden") keep({ leaving: true });
});
window.addEventListener("popstate", () => location.reload());
window.addEventListener("pageshow", (event) => event.persisted && location.reload());
channel?.addEventListener("message", ({ data }) => {
  if (data.session === form()?.dataset.session && data.turn !== turn) overtaken();
});

enter();
if (form()) {
  keep({ takes: true }).then(() => channel?.postMessage({ session: form()?.dataset.session, turn }));
}
