/* The worker below /my/ on a patient's own phone. The network always comes first; where it is
   away, the one page that the phone keeps answers. It keeps no other page of anybody. */
const PATIENCE = 10_000; // milliseconds until a network that says nothing counts as none
const NO_SERVER = new Set([502, 503, 504]);
const NAMED_BY_CONTENT = /\.[0-9a-f]{12}\.\w+$/;

self.addEventListener("install", () => self.skipWaiting());
self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));
self.addEventListener("fetch", (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (request.method !== "GET" || url.origin !== location.origin) return;
  if (request.mode === "navigate") event.respondWith(page(request));
  else if (url.pathname.startsWith("/static/")) event.respondWith(file(request, url));
});

async function page(request) {
  await phone.signOut().catch(() => false);
  const kept = await inPackage(OFFLINE_PAGE);
  const asked = fetch(request);
  try {
    const answer = await (kept ? Promise.race([asked, late(PATIENCE)]) : asked);
    if (kept && NO_SERVER.has(answer.status)) return kept;
    if (answer.ok && answer.headers.get("Hipwise-Device") === "other") await goAway();
    return answer;
  } catch (error) {
    asked.catch(() => {}); // it may still fail, and nobody listens any more
    if (kept) return kept;
    throw error;
  }
}

function late(milliseconds) {
  return new Promise((_, reject) => setTimeout(() => reject(new Error("no answer")), milliseconds));
}

/* This browser is nobody's own phone now, or another person's: leave nothing to read. */
async function goAway() {
  await phone.leave();
  await self.registration.unregister();
}

/* A file of the kept page; names change with what is in them, so that those never grow old. */
async function file(request, url) {
  if (NAMED_BY_CONTENT.test(url.pathname)) return (await inPackage(request)) ?? fetch(request);
  return fetch(request).catch(async (error) => {
    const kept = await inPackage(request);
    if (kept) return kept;
    throw error;
  });
}
