/* On every page of a patient's own phone: keep the program fresh, and send what waits. */
const own = document.getElementById("own-device");
const RENEW = 60 * 60 * 1000; // a program that is older is fetched anew

function ownWords(name) {
  return own.querySelector("template").content.querySelector(`[data-text="${name}"]`).textContent;
}

/* One more line in the note at the top; said aloud too. */
function ownNote(words, { address = "", link = "", isWarning = false } = {}) {
  const line = document.createElement("p");
  line.textContent = words;
  if (address) {
    const way = document.createElement("a");
    Object.assign(way, { href: address, className: "hw-link", textContent: link || ownWords("look") });
    line.append(" ", way);
  }
  own.classList.toggle("hw-note--warn", isWarning || own.classList.contains("hw-note--warn"));
  own.append(line);
  own.hidden = false;
  if (!own.closest("main")) document.querySelector("main").prepend(own);
  return line;
}

async function keptPackage() {
  const kept = await inPackage(OFFLINE_PAGE);
  if (!kept) return null;
  return new DOMParser().parseFromString(await kept.text(), "text/html").getElementById("offline")?.dataset ?? null;
}

/* Fetch the page with today's program, and the files it needs that are not there yet. */
async function renewPackage() {
  const kept = await keptPackage();
  const { mark } = own.dataset;
  const isFresh = kept && kept.device === own.dataset.device && Date.now() - Number(kept.madeAt) < RENEW;
  if (isFresh && (!mark || mark === kept.mark)) return;
  const answer = await fetch(OFFLINE_PAGE, { headers: BACKGROUND, redirect: "manual" });
  if (!answer.ok) return;
  const page = new DOMParser().parseFromString(await answer.clone().text(), "text/html");
  const cache = await caches.open(OFFLINE_CACHE);
  const files = filesOf(page);
  const there = new Set((await cache.keys()).map((request) => request.url));
  await cache.addAll([...files].filter((file) => !there.has(file)));
  await cache.put(OFFLINE_PAGE, answer);
  for (const file of there)
    if (!files.has(file) && !file.endsWith(OFFLINE_PAGE)) await cache.delete(file);
  if (!(await phone.entries(own.dataset.whose)).length) await phone.drop(STOPPED);
}

function filesOf(page) {
  const files = new Set();
  const parts = [page, ...[...page.querySelectorAll("template")].map((one) => one.content)];
  for (const part of parts)
    for (const one of part.querySelectorAll("link[href], script[src], img[src]"))
      files.add(new URL(one.getAttribute("src") ?? one.getAttribute("href"), location.origin).href);
  return new Set([...files].filter((file) => new URL(file).pathname.startsWith("/static/")));
}

/* A session that was begun on the server, that is too old to go on with, or somebody else's, is
   sealed and handed over. */
async function handOver() {
  const session = await phone.get(OPEN);
  if (!session) return;
  if (session.with_server || !mayGoOn(session) || session.whose !== own.dataset.whose) {
    await phone.queue(session, "so_far");
    await phone.drop(OPEN);
  } else {
    ownNote(ownWords("under-way"), { address: OFFLINE_PAGE, link: ownWords("go-on") });
  }
}

async function sendWaiting() {
  const became = await phone.send(own.dataset.send, own.dataset.whose);
  for (const one of became ?? []) if (one.words && one.became !== "refused") ownNote(one.words, one);
  const left = await phone.entries(own.dataset.whose);
  const waiting = left.filter((one) => !one.refused).length;
  if (waiting) ownNote(`${ownWords("waiting")} ${waiting}`, { isWarning: true });
  for (const entry of left.filter((one) => one.refused)) showRefused(entry);
  return became?.length ?? 0;
}

/* What the server would not take is never lost unseen: it stays until the patient throws it away. */
function showRefused(entry) {
  const day = new Date(entry.made_at).toLocaleDateString(document.documentElement.lang, { dateStyle: "long" });
  const line = ownNote(`${ownWords("refused").replace("%s", day)} ${entry.refused} ${ownWords("call")}`, { isWarning: true });
  const button = document.createElement("button");
  Object.assign(button, { type: "button", className: "btn btn-secondary", textContent: ownWords("delete") });
  button.addEventListener("click", async () => {
    if (!confirm(ownWords("sure"))) return;
    await phone.dropEntry(entry.id);
    line.remove();
  });
  line.append(button);
}

/* The network went in the middle of a session: go on with what this phone keeps. */
async function goOffline(guide, { held, go, pressure }) {
  const kept = await keptPackage();
  const begun = JSON.parse(guide.dataset.kept || "null");
  if (!kept || !begun || kept.phase !== String(begun.phase) || Date.now() > Number(kept.goodUntil)) return false;
  if (guide.dataset.hold && held !== null) begun.held[guide.dataset.hold] = Math.max(held, begun.held[guide.dataset.hold] ?? 0);
  if (pressure !== null) begun.felt[guide.dataset.prescription] = pressure;
  await phone.set(OPEN, {
    ...begun,
    whose: kept.whose,
    device: kept.device,
    device_key: kept.deviceKey,
    packed: kept.packed,
    position: Number(guide.dataset.screen),
    go,
    kept_at: Date.now(),
    with_server: true,
  });
  location.assign(`${OFFLINE_PAGE}#session`);
  return true;
}

async function lookAfterPhone() {
  if (!navigator.serviceWorker || !window.indexedDB || !window.crypto?.subtle) {
    if (document.querySelector("[data-own-device-card]")) ownNote(ownWords("cannot"), { isWarning: true });
    return;
  }
  try {
    await navigator.serviceWorker.register(own.dataset.worker, { scope: "/my/" });
    await phone.signOut();
    await handOver();
    // What was held without a network is part of what these pages show.
    if ((await sendWaiting()) && location.pathname.startsWith("/my/session/")) location.reload();
    await renewPackage();
    document.querySelector("[data-own-device-ready]")?.removeAttribute("hidden");
  } catch {
    if (document.querySelector("[data-own-device-card]")) ownNote(ownWords("full"), { isWarning: true });
  }
}

window.addEventListener("online", () => sendWaiting().catch(() => {}));
lookAfterPhone();
