/* The page that a patient's own phone keeps: today's program, and its session without a network.
   Every screen waits in the page as the server made it; how far one is, is kept on this phone. */
const kept = document.getElementById("offline");
const ways = { keep, submitted };
let session = null; // the one under way
const AGAIN = 20_000; // milliseconds from one try to send by itself to the next

const word = (name) => kept.querySelector("[data-words]").content.querySelector(`[data-text="${name}"]`).textContent;
const screens = kept.querySelectorAll("template[data-screen]");
const view = (name) => kept.querySelector(`[data-view="${name}"]`);

function show(name, heading = view(name).dataset.heading) {
  timer?.end();
  timer = null;
  for (const one of kept.querySelectorAll("[data-view]")) one.hidden = one.dataset.view !== name;
  const isScreen = name === "screen";
  document.body.classList.toggle("hw-guided", isScreen);
  document.querySelector("main").classList.toggle("hw-guided__page", isScreen);
  document.querySelector("[data-top]").hidden = isScreen;
  document.querySelector("[data-guided-top]").hidden = !isScreen;
  if (!isScreen) view("screen")?.replaceChildren();
  placeWaiting(name);
  const title = document.querySelector("h1");
  title.textContent = heading;
  title.tabIndex = -1;
  scrollTo(0, 0);
  title.focus();
}

/* What waits to be sent is said where nothing else is to be done, and after what to do now. */
function placeWaiting(name) {
  const waits = kept.querySelector("[data-waits]");
  if (!waits) return;
  waits.hidden = ["start", "screen", "end", "stop"].includes(name);
  if (name === "home" || name === "saved") view(name).before(waits);
  else view(name).after(waits);
}

function seconds(amount) {
  const minutes = Math.floor(amount / 60);
  const parts = [minutes && word("min").replace("%s", minutes), amount % 60 && word("s").replace("%s", amount % 60)];
  return parts.filter(Boolean).join(" ") || word("s").replace("%s", 0);
}

const allHeld = () => Object.values(session.held).reduce((sum, one) => sum + one, 0);

/* Write the session down on this phone; where it cannot, say so and go on. */
async function remember() {
  session.kept_at = Date.now();
  try {
    await phone.set(OPEN, session);
  } catch {
    kept.querySelector("[data-unkept]").hidden = false;
  }
}

function keep() {
  const now = form();
  if (!now || !session) return;
  if (timer?.isHold) session.held[now.dataset.hold] = Math.max(timer.clock.seconds, session.held[now.dataset.hold] ?? 0);
  remember();
}

function submitted(event) {
  event.preventDefault();
  const { submitter } = event;
  const now = form();
  timer?.end();
  keep();
  if (submitter?.name === "pressure") session.felt[now.dataset.prescription] = Number(submitter.value);
  if (halt.open) halt.close();
  lead(submitter?.name === "go" ? submitter.value : "next");
}

/* Where a screen leads, as the server would lead. */
function lead(go) {
  const at = session.position;
  if (go === "stop") return showStop();
  if (go === "back") session.position = Math.max(1, at - 1);
  else if (go === "hold") session.position = holdAfter(at);
  else session.position = at + 1;
  remember();
  return session.position > screens.length ? showEnd(session) : showScreen();
}

function holdAfter(number) {
  for (const one of screens) if (Number(one.dataset.screen) > number && one.dataset.kind === "hold") return Number(one.dataset.screen);
  return number;
}

function showScreen() {
  const number = Math.min(Math.max(1, session.position), screens.length);
  const made = document.importNode(screens[number - 1].content, true);
  const guide = made.querySelector("form");
  guide.dataset.held = Math.min(session.held[guide.dataset.hold] ?? 0, Number(guide.dataset.seconds));
  guide.dataset.senses = session.senses.join(" ");
  const felt = session.felt[guide.dataset.prescription];
  if (guide.dataset.kind === "felt" && felt !== undefined) {
    guide.querySelector(`[name=pressure][value="${felt}"]`)?.setAttribute("aria-pressed", "true");
    guide.querySelector("[data-next]").textContent = word("next");
  }
  show("screen", made.querySelector("[data-title]").textContent.replace(/\s+/g, " ").trim());
  view("screen").replaceChildren(guide);
  const far = document.querySelector(".hw-guided__far");
  far.querySelector("span").textContent = word("far").replace("%s", number).replace("%t", screens.length);
  Object.assign(far.querySelector("progress"), { max: screens.length, value: number });
  enter();
}

/* Before anything is pressed: what is new, and how much it hurts. */
view("start")?.addEventListener("submit", async (event) => {
  event.preventDefault();
  const data = new FormData(event.target);
  const news = event.target.querySelector(".hw-news");
  const pain = event.target.querySelector(".hw-tap");
  clearFaults(event.target);
  if (!data.get("news")) return fault(news, word("choose"));
  if (data.get("news") === "sign") return showStop();
  if (data.get("news") === "health") return tellNews();
  if (!data.get("pain_before")) return fault(pain, word("tap"));
  senses.want(data.getAll("senses").join(" "));
  session = begun({ pain_before: Number(data.get("pain_before")), senses: data.getAll("senses") });
  await remember();
  return showScreen();
});

function begun(said) {
  const { whose, device, deviceKey, packed, phase } = kept.dataset;
  const now = Date.now();
  const of = { whose, device, device_key: deviceKey, packed, phase: Number(phase), key: crypto.randomUUID() };
  return { ...of, began_at: now, kept_at: now, position: 1, held: {}, felt: {}, pain_before: null, senses: [], ...said };
}

/* Something about the health is new: no session before the clinic was heard. */
async function tellNews() {
  await phone.queue(begun({}), "news").catch(() => {});
  await phone.set(STOPPED, { at: Date.now() }).catch(() => {});
  show("health");
  sendNow();
}

function showStop() {
  show("stop");
}

view("stop").addEventListener("submit", async (event) => {
  event.preventDefault();
  const signs = new FormData(event.target).getAll("stop_signs");
  clearFaults(event.target);
  if (!signs.length) return fault(event.target.querySelector(".hw-signs"), word("tick"));
  showAdvice(signs);
  await phone.set(STOPPED, { at: Date.now(), signs }).catch(() => {});
  const isKept = await phone.queue(session ?? begun({}), "stop", { stop_signs: signs }).then(() => true, () => false);
  if (isKept) await forgetSession();
  view("advice").querySelector(isKept ? "[data-kept]" : "[data-lost]").hidden = false;
  return sendNow();
});

async function forgetSession() {
  session = null;
  await phone.drop(OPEN).catch(() => {});
}

/* What to do now about each sign; what is an emergency comes first. */
function showAdvice(signs) {
  let isEmergency = false;
  for (const one of kept.querySelectorAll("[data-sign]")) {
    one.hidden = !signs.includes(one.dataset.sign);
    isEmergency ||= !one.hidden && "emergency" in one.dataset;
  }
  show("advice", isEmergency ? word("emergency") : view("advice").dataset.heading);
}

/* Send what waits; say how many still do, and what the clinic's computer said of the others. */
async function sendNow() {
  const { send, whose } = kept.dataset;
  const became = await phone.send(send, whose).catch(() => null);
  const told = (became ?? []).map((one) => one.words).filter(Boolean);
  if (told.length) {
    tell(told.join(" "));
    kept.querySelector("[data-heard]").textContent = told.join(" "); // two may send, one has news
  }
  await showWaiting(became === null);
  return became;
}

async function tryAgain() {
  if (!view("home")) return; // signed out here
  if ((await sendNow()) !== null) kept.querySelector("[data-back]").hidden = false;
}

function isWaiting() {
  const button = kept.querySelector("[data-send-now]");
  return Boolean(button) && !button.hidden;
}

async function showWaiting(isUnheard = false) {
  const entries = await phone.entries(kept.dataset.whose).catch(() => []);
  const waiting = entries.filter((one) => !one.refused).length;
  const box = kept.querySelector("[data-waiting]");
  box.hidden = !entries.length && !kept.querySelector("[data-heard]").textContent;
  box.querySelector("[data-number]").textContent = waiting ? `${word("waiting")} ${waiting}` : "";
  box.querySelector("[data-send-now]").hidden = !waiting;
  box.querySelector("[data-unheard]").hidden = !(isUnheard && waiting);
  const refused = entries.filter((one) => one.refused);
  box.querySelector("[data-refused]").replaceChildren(...refused.map(refusedLine));
}

function refusedLine(entry) {
  const line = document.createElement("li");
  const day = new Date(entry.made_at).toLocaleDateString(document.documentElement.lang, { dateStyle: "long" });
  line.textContent = `${word("refused").replace("%s", day)} ${entry.refused} ${word("call")}`;
  return line;
}

function showHome() {
  const card = view("home").querySelector("[data-under-way]");
  if (card) {
    card.hidden = !session;
    if (session) card.querySelector("[data-held]").textContent = word("held").replace("%s", seconds(allHeld()));
    view("home").querySelector("[data-begin]").hidden = Boolean(session);
  }
  show("home");
}

/* Signed out on this phone: nothing can be read here any more; the server hears it later. */
async function signOutHere() {
  const { send, logout } = kept.dataset;
  await phone.leave().catch(() => {});
  await phone.set(OUT, { send, logout }).catch(() => {});
  session = null;
  for (const one of kept.querySelectorAll("[data-view]:not([data-view=out]), [data-about], [data-waits]")) one.remove();
  show("out");
  const waiting = (await phone.entries().catch(() => [])).length;
  view("out").querySelector("[data-still]").hidden = !waiting;
  await phone.signOut().catch(() => {});
}

const ACTS = {
  begin: () => show("start"),
  home: () => {
    keep();
    showHome();
  },
  "go-on": () => showScreen(),
  end: () => showEnd(session),
  "throw-away": () => forgetSession().then(showHome),
  stop: showStop,
  fine: () => (session ? showScreen() : showHome()),
  "send-now": sendNow,
  "sign-out": signOutHere,
};

document.addEventListener("click", (event) => {
  const act = event.target.closest("[data-act]")?.dataset.act;
  if (act) ACTS[act]();
});
window.addEventListener("online", tryAgain);
/* Not every phone says when the network is back: what waits is tried while somebody looks. */
setInterval(() => document.visibilityState === "visible" && isWaiting() && tryAgain(), AGAIN);
document.addEventListener("visibilitychange", () => {
  if (document.visibilityState === "hidden") keep();
  else if (isWaiting()) tryAgain();
});

async function openPage() {
  const stopped = await phone.get(STOPPED).catch(() => null);
  const there = await phone.get(OPEN).catch(() => null);
  const isOfHere = there?.whose === kept.dataset.whose && String(there.phase) === kept.dataset.phase;
  if (isOfHere && mayGoOn(there)) session = there;
  else if (there) await phone.queue(there, "so_far").then(() => phone.drop(OPEN)).catch(() => {});
  await showWaiting();
  if (stopped) {
    if (stopped.signs) showAdvice(stopped.signs);
    else show("health");
  } else if (session && location.hash === "#session") {
    history.replaceState(null, "", location.pathname);
    lead(session.go || "next");
  } else if (Date.now() > Number(kept.dataset.goodUntil) && !session) {
    show("old");
  } else {
    showHome();
  }
  sendNow();
}

document.addEventListener("DOMContentLoaded", openPage); // once every script is there
