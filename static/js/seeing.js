/* Larger words and more contrast at once, without a new page: what was typed stays, and a timer
   goes on. Without this file the buttons lead back to the same page. */
const SEEING = {
  large_text: (isOn) => document.documentElement.classList.toggle("hw-large", isOn),
  high_contrast: (isOn) => {
    document.getElementById("contrast").media = isOn ? "all" : "(prefers-contrast: more)";
  },
};

document.addEventListener("submit", (event) => {
  const { target, submitter } = event;
  if (!target.matches("[data-seeing]") || !(submitter?.name in SEEING)) return;
  event.preventDefault();
  event.stopImmediatePropagation(); // nothing that was typed is sent by this (idle.js)
  const isOn = submitter.value === "on";
  const data = new FormData(target);
  data.set(submitter.name, submitter.value);
  // Without a network it holds for this page.
  fetch(target.action, { method: "POST", body: data, redirect: "manual" }).catch(() => {});
  SEEING[submitter.name](isOn);
  for (const button of document.querySelectorAll(`[data-seeing] [name=${submitter.name}]`)) {
    button.value = isOn ? "off" : "on";
    button.setAttribute("aria-pressed", String(isOn));
  }
});

/* The small menu closes when one goes on with something else. */
document.addEventListener("click", ({ target }) => {
  for (const menu of document.querySelectorAll(".hw-aa[open]"))
    if (!menu.contains(target)) menu.open = false;
});
document.addEventListener("keydown", (event) => {
  const menu = document.querySelector(".hw-aa[open]");
  if (event.key !== "Escape" || !menu) return;
  menu.open = false;
  menu.querySelector("summary").focus(); // and in a session, Escape is Stop all the same
}, { capture: true });
