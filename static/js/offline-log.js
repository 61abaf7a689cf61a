/* The log at the end of a session without a network: filled in with what was held, checked as the
   server checks it, sealed, and kept until it is sent. */
function fault(group, words) {
  const line = document.createElement("p");
  Object.assign(line, { className: "invalid-feedback", textContent: words });
  line.dataset.fault = "";
  (group.querySelector("legend") ?? group).after(line);
  group.classList.add("hw-tap--wrong");
  if (group.closest("form").querySelectorAll("[data-fault]").length === 1) {
    group.scrollIntoView({ block: "center" });
    group.querySelector("input, textarea")?.focus({ preventScroll: true });
    tell(words);
  }
}

function clearFaults(within) {
  for (const line of within.querySelectorAll("[data-fault]")) line.remove();
  for (const group of within.querySelectorAll(".hw-tap--wrong")) group.classList.remove("hw-tap--wrong");
}

const log = () => view("end").querySelector("form");

function choose(name, value) {
  const found = [...log().querySelectorAll(`[name="${name}"]`)].find((one) => one.value === String(value));
  if (found) found.checked = true;
}

function showEnd(of) {
  const fields = log().elements;
  for (const one of kept.querySelectorAll("[data-prescribed]")) {
    const id = one.dataset.prescribed;
    const held = heldOf(of, id);
    const outcome = !held ? "skipped" : held >= Number(one.dataset.heldSeconds) ? "done" : "changed";
    choose(`${id}-outcome`, outcome);
    if (held) fields[`${id}-seconds`].value = held;
    if (of.felt[id] !== undefined) fields[`${id}-pressure`].value = of.felt[id];
  }
  choose("pain_before", of.pain_before);
  view("end").querySelector("[data-held]").textContent = word("held").replace("%s", seconds(allHeld()));
  show("end");
}

function heldOf({ held }, id) {
  const mine = Object.entries(held).filter(([key]) => key.startsWith(`${id}-`));
  return Math.min(7200, mine.reduce((sum, [, one]) => sum + one, 0));
}

/* What the server would refuse is asked for now: later nobody could correct it. */
function check(data) {
  clearFaults(log());
  let isSound = true;
  const need = (group, words) => {
    fault(group, words);
    isSound = false;
  };
  const noticed = data.get("any_sign");
  if (!noticed) need(log().querySelector("[name=any_sign]").closest("fieldset"), word("choose"));
  else if (noticed === "yes") need(log().querySelector("[name=stop_signs]").closest("fieldset"), word("felt"));
  let hasRested = true;
  for (const one of kept.querySelectorAll("[data-prescribed]")) {
    const id = one.dataset.prescribed;
    const group = log().querySelector(`[name="${id}-outcome"]`).closest("fieldset");
    const outcome = data.get(`${id}-outcome`);
    hasRested &&= outcome === "skipped";
    if (!outcome) need(group, word("outcome"));
    else if (outcome !== "skipped" && !between(data.get(`${id}-seconds`), 1, 7200)) need(group, word("how-long"));
    else if (outcome !== "skipped" && data.get(`${id}-pressure`) && !between(data.get(`${id}-pressure`), 0, 10)) need(group, word("tap"));
  }
  for (const name of ["pain_before", "pain_worst", "pain_after"])
    if (!hasRested && !data.get(name)) need(log().querySelector(`[name=${name}]`).closest("fieldset"), word("tap"));
  if (data.get("wants_answer") && !data.get("note").trim()) {
    view("end").querySelector("details").open = true;
    need(log().querySelector("[name=note]").closest("details"), word("question"));
  }
  return isSound;
}

function between(text, low, high) {
  return /^\d{1,4}$/.test(text) && Number(text) >= low && Number(text) <= high;
}

view("end")?.addEventListener("submit", async (event) => {
  event.preventDefault();
  const data = new FormData(log());
  const signs = data.getAll("stop_signs");
  if (!signs.length && !check(data)) return;
  if (signs.length) clearUnsaid(data);
  const button = log().querySelector("[type=submit]");
  button.disabled = true;
  const said = {};
  for (const [name, value] of data) (said[name] ??= []).push(value);
  const isKept = await phone.queue(session, "log", said).then(() => true, () => false);
  button.disabled = false;
  if (signs.length) await phone.set(STOPPED, { at: Date.now(), signs }).catch(() => {});
  else if (data.get("something_new")) await phone.set(STOPPED, { at: Date.now() }).catch(() => {});
  if (!isKept) showLost(data);
  else if (signs.length) showAdvice(signs);
  else showSaved(data);
  if (!isKept) return;
  view("advice").querySelector("[data-kept]").hidden = !signs.length;
  await forgetSession();
  sendNow();
});

/* With a warning sign nothing else has to be said, nor right. */
function clearUnsaid(data) {
  for (const [name, value] of [...data.entries()])
    if (/-(seconds|pressure)$/.test(name) && !between(value, 0, 7200)) data.delete(name);
  if (!data.get("note")?.trim()) data.delete("wants_answer");
}

function showSaved(data) {
  const [before, worst, after] = ["pain_before", "pain_worst", "pain_after"].map((name) => Number(data.get(name) || 0));
  const saved = view("saved");
  saved.querySelector("[data-too-much]").hidden = worst <= Number(saved.dataset.mostDuring);
  saved.querySelector("[data-rises]").hidden = after < before + Number(saved.dataset.rise);
  saved.querySelector("[data-held]").textContent = word("held").replace("%s", seconds(allHeld()));
  saved.querySelector("[data-new]").hidden = !data.get("something_new");
  show("saved");
}

/* This phone would not keep it: nothing pretends to be saved; the numbers can be written down. */
function showLost(data) {
  const lost = view("lost");
  const lines = [new Date(session.began_at).toLocaleDateString(document.documentElement.lang, { dateStyle: "full" })];
  for (const one of kept.querySelectorAll("[data-prescribed]")) {
    const id = one.dataset.prescribed;
    const pressure = data.get(`${id}-outcome`) === "skipped" ? "" : `, ${word("pressure")} ${data.get(`${id}-pressure`)}`;
    lines.push(`${one.textContent.trim()}: ${seconds(Number(data.get(`${id}-outcome`) === "skipped" ? 0 : data.get(`${id}-seconds`)))}${pressure}`);
  }
  const pains = ["pain_before", "pain_worst", "pain_after"].map((name) => data.get(name) ?? "–");
  lines.push(`${word("pains")} ${pains.join(", ")}`);
  lost.querySelector("ul").replaceChildren(...lines.map((text) => Object.assign(document.createElement("li"), { textContent: text })));
  show("lost");
}
