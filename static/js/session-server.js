/* The ways of a guided session with a network: each screen is fetched as the server makes it and
   put in place. Without scripts the screens are pages. */
const channel = window.BroadcastChannel ? new BroadcastChannel("hipwise-session") : null;
const ways = { keep, submitted };
let sending = false;

/* What a running timer has so far; nothing waits for it. */
async function keep({ leaving = false } = {}) {
  const now = form();
  if (!now) return;
  const data = typed(null);
  data.delete("go");
  data.set("screen", now.dataset.screen);
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
  event.preventDefault();
  if (leads) leadOut(typed(submitter));
  else send(typed(submitter));
}

/* To another page, once it is known that there is somebody to give it: the browser's own page
   about a missing network would take this one away. */
async function leadOut(data) {
  if (sending) return;
  sending = true;
  try {
    const told = new URLSearchParams([...data].filter(([name]) => name !== "go"));
    told.set("screen", form().dataset.screen);
    const answer = await fetch(form().dataset.keep, { method: "POST", body: told });
    if (answer.status >= 500) await unheard("no-answer", data);
    else asPage(data);
  } catch {
    await unheard("offline", data);
  } finally {
    sending = false;
  }
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
    else if (answer.status >= 500) await unheard("no-answer", data);
    else location.assign(answer.url);
  } catch {
    await unheard("offline", data);
  } finally {
    sending = false;
  }
}

/* No network, or the server has no database just now: a patient's own phone goes on with what it
   keeps; elsewhere wait here, with all that was done. */
async function unheard(why, data) {
  if (timer && !timer.clock.ended) timer.pause();
  const number = (name) => (data.get(name) ? Number(data.get(name)) : null);
  const soFar = { held: number("held"), pressure: number("pressure"), go: data.get("go") ?? "" };
  if (window.goOffline && (await goOffline(form(), soFar).catch(() => false))) return;
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

document.addEventListener("visibilitychange", () => {
  if (document.visibilityState === "hidden") keep({ leaving: true });
});
window.addEventListener("popstate", () => location.reload());
window.addEventListener("pageshow", (event) => event.persisted && location.reload());
channel?.addEventListener("message", ({ data }) => {
  if (data.session === form()?.dataset.session && Number(data.turn) > Number(turn)) overtaken();
});

enter();
if (form()) {
  keep().then(() => channel?.postMessage({ session: form()?.dataset.session, turn }));
}
