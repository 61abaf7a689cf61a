/* A session is stored once, however often it is sent: the server knows it by its key.
   Two taps send once. When the answer was lost on the way and the form is opened again soon,
   it gets the same key back; not later, when it will be another session. */
const PENDING = "hipwise-pending-session";
const SOON = 10 * 60 * 1000;

if (document.querySelector("[data-saved]")) sessionStorage.removeItem(PENDING);

const form = document.querySelector("form[data-once]");
if (form) {
  const pending = JSON.parse(sessionStorage.getItem(PENDING) || "null");
  if (pending && Date.now() - pending.at < SOON) form.elements.key.value = pending.key;

  form.addEventListener("submit", (event) => {
    if (form.dataset.sent) event.preventDefault();
    form.dataset.sent = "yes";
    sessionStorage.setItem(PENDING, JSON.stringify({ key: form.elements.key.value, at: Date.now() }));
  });
  window.addEventListener("pageshow", () => delete form.dataset.sent);
}
