/* Screening: count the groups answered, keep “None of these” true, N on the keyboard.
   Without this script the page asks and answers the same; the server has the last word. */
document.addEventListener("DOMContentLoaded", () => {
  const form = document.querySelector("form[data-screening]");
  if (!form) return;
  const groups = [...form.querySelectorAll("[data-group]")];
  const none = (group) => group.querySelector(".hw-ask__none input");
  const questions = (group) => [...group.querySelectorAll(".hw-ask__question > label input")];
  const answered = (group) => none(group).checked || questions(group).some((box) => box.checked);
  const count = form.querySelector("[data-count]");

  const show = () => {
    const done = groups.filter(answered).length;
    count.textContent = count.dataset.words.replace("DONE", done).replace("ALL", groups.length);
  };

  form.addEventListener("change", (event) => {
    const group = event.target.closest("[data-group]");
    // A yes is the stricter answer: it clears “none”. Never the other way round.
    if (group && event.target.checked && questions(group).includes(event.target)) {
      none(group).checked = false;
    }
    show();
  });

  form.addEventListener("keydown", (event) => {
    const typing = event.target.matches("textarea, input:not([type=checkbox], [type=radio])");
    if (event.key.toLowerCase() !== "n" || typing || event.ctrlKey || event.metaKey || event.altKey) return;
    const group = event.target.closest("[data-group]");
    if (!group) return;
    event.preventDefault();
    if (!questions(group).some((box) => box.checked)) none(group).checked = true;
    show();
    const next = groups[groups.indexOf(group) + 1];
    const target = next ? none(next) : form.querySelector("button[type=submit]");
    target.focus();
  });

  document.querySelector(".hw-ask-keys").hidden = false;
  show();
});
