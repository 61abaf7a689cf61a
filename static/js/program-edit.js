/* The form of a draft without leaving the page. Every button works without this: it posts the
   form and the server shows it again. Here the same answer replaces the form in place, and the
   time of a session follows what is typed. */
const MORE_THAN_A_FEW = 3;

document.addEventListener("click", async (event) => {
  const button = event.target.closest("#draft button[name=arrange]");
  if (!button) return;
  event.preventDefault();
  const form = button.form;
  const sent = new FormData(form);
  form.inert = true; // nothing may be typed that the answer would not know of
  sent.append("arrange", button.value);
  const folds = new Map([...form.querySelectorAll("details[id]")].map((d) => [d.id, d.open]));
  const answer = await fetch(form.dataset.arrange, { method: "POST", body: sent }).catch(() => null);
  const page = answer?.ok && new DOMParser().parseFromString(await answer.text(), "text/html");
  const next = page && page.getElementById("draft");
  if (!next) return submitPlainly(form, button);
  const moved = /^(up|down|remove):\d+$/.test(button.value);
  if (!moved) for (const [id, open] of folds) unfold(next, id, open);
  form.replaceWith(next);
  next.dispatchEvent(new CustomEvent("hipwise:added", { bubbles: true }));
  next.querySelectorAll("[data-item]").forEach(tell);
  focusOn(next);
});

document.addEventListener("input", (event) => {
  const item = event.target.closest("#draft [data-item]");
  if (item) tell(item);
});

document.addEventListener("change", (event) => {
  if (event.target.value === "each" && event.target.closest("#draft")) copyToRight(event.target);
});

document.addEventListener("DOMContentLoaded", () => {
  document.querySelectorAll("#draft [data-item]").forEach(tell);
  document.getElementById("errors")?.focus();
});

function submitPlainly(form, button) {
  form.inert = false;
  const asked = document.createElement("input");
  Object.assign(asked, { type: "hidden", name: "arrange", value: button.value });
  form.append(asked);
  form.action = form.dataset.arrange;
  form.submit();
}

function unfold(form, id, wasOpen) {
  const fold = form.querySelector(`#${id}`);
  if (fold && wasOpen) fold.open = true;
}

function focusOn(form) {
  let target = form.querySelector(`[id="${form.dataset.focus}"]`);
  if (target?.disabled) target = target.closest("[tabindex], details.hw-phase");
  target?.closest("details.hw-phase")?.setAttribute("open", "");
  // A fold takes the focus at its summary: with a tabindex of its own, Tab would skip all in it.
  if (target?.matches("details")) target = target.querySelector("summary");
  target?.focus();
}

/* The right side begins as a copy of the left one. */
function copyToRight(radio) {
  const item = radio.closest("[data-item]");
  for (const input of item.querySelectorAll("input[name*='-main-']")) {
    const right = item.querySelector(`[name="${input.name.replace("-main-", "-right-")}"]`);
    if (right && right.value === right.defaultValue) right.value = input.value;
  }
  tell(item);
}

/* Say how long it takes, and ask for a reason where one is needed. */
function tell(item) {
  const sides = item.querySelector("input[type=radio]:checked")?.value;
  let total = numbers(item, "main", sides === "both" ? 2 : 1);
  if (sides === "each") total += numbers(item, "right", 1);
  item.dataset.seconds = total;
  item.querySelector("[data-time]").textContent = minutes(total);
  wantReason(item, "main");
  if (sides === "each") wantReason(item, "right");
  const phase = item.closest("details.hw-phase");
  const items = [...phase.querySelectorAll("[data-item]")];
  const all = items.reduce((sum, one) => sum + Number(one.dataset.seconds || 0), 0);
  phase.querySelector("summary [data-time]").textContent = minutes(all);
  phase.querySelector("[data-many]").hidden = items.length <= MORE_THAN_A_FEW;
}

function numbers(item, which, sides) {
  const of = (name) => Number(item.querySelector(`[name$="-${which}-${name}"]`).value) || 0;
  const holds = of("holds") * sides;
  return holds ? holds * of("hold") + (holds - 1) * of("rest") : 0;
}

function wantReason(item, which) {
  const of = (name) => item.querySelector(`[name$="-${which}-${name}"]`);
  const far =
    Number(of("hold").value) > Number(item.dataset.reasonHold) ||
    Number(of("pressure_high").value) > Number(item.dataset.reasonPressure);
  const box = of("reason").closest("[data-reason]");
  box.classList.toggle("hw-wanted", far);
  if (far) box.closest("[data-more]").open = true;
}

function minutes(seconds) {
  if (!seconds) return "";
  const words = document.getElementById("draft").dataset.minutes;
  return words.replace("%s", Math.max(1, Math.round(seconds / 60)));
}
