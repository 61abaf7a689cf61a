/* Writing a routine: moves, adds and removes rows in place, and picks drawings from pictures.
   Without this script the same buttons post the page and it comes back rearranged. */
document.addEventListener("DOMContentLoaded", () => {
  const editor = document.querySelector("[data-editor]");
  if (!editor) return;
  const words = readWords(editor);
  const picker = makePicker(editor, words);
  for (const row of editor.querySelectorAll("[data-row=step]")) picker.offer(row);

  editor.addEventListener("click", (event) => {
    const button = event.target.closest("button[name=rearrange]");
    if (!button) return;
    event.preventDefault();
    rearrange(editor, button, words, picker);
  });
  editor.addEventListener("change", (event) => {
    if (event.target.name === "step_drawing") picker.show(event.target.closest("[data-row]"));
  });
});

function readWords(editor) {
  const words = {};
  const holder = editor.querySelector("template[data-words]").content;
  for (const word of holder.querySelectorAll("[data-word]")) words[word.dataset.word] = word.textContent;
  return words;
}

function rearrange(editor, button, words, picker) {
  const [which, verb] = button.value.split(" ");
  const list = editor.querySelector(`[data-rows=${which}]`);
  if (verb === "add") {
    const row = addRow(editor, list, which, picker);
    renumber(list, which);
    row.querySelector("textarea, input").focus();
    say(editor, `${words.added} ${list.children.length}`);
    return;
  }
  const row = button.closest("[data-row]");
  if (verb === "remove") {
    const next = row.nextElementSibling || row.previousElementSibling;
    row.remove();
    renumber(list, which);
    const target = next ? next.querySelector("[data-verb=remove]") : addButton(editor, which);
    target.focus();
    say(editor, words.removed);
    return;
  }
  if (verb === "up" && row.previousElementSibling) row.previousElementSibling.before(row);
  if (verb === "down" && row.nextElementSibling) row.nextElementSibling.after(row);
  renumber(list, which);
  button.focus();
  say(editor, `${words.moved} ${[...list.children].indexOf(row) + 1}`);
}

function addButton(editor, which) {
  return editor.querySelector(`button[name=rearrange][value="${which} add"]`);
}

let added = 0;
function addRow(editor, list, which, picker) {
  const row = editor.querySelector(`template[data-new=${which}]`).content.firstElementChild.cloneNode(true);
  added += 1;
  for (const part of row.querySelectorAll("[id], [for], [aria-describedby]")) {
    for (const name of ["id", "for", "aria-describedby"]) {
      const value = part.getAttribute(name);
      if (value) part.setAttribute(name, value.replace("_new_", `_new${added}_`));
    }
  }
  list.append(row);
  row.dispatchEvent(new Event("hipwise:added", { bubbles: true }));
  if (which === "step") picker.offer(row);
  return row;
}

function renumber(list, which) {
  [...list.children].forEach((row, index) => {
    for (const number of row.querySelectorAll("[data-number]")) number.textContent = index + 1;
    for (const button of row.querySelectorAll("button[name=rearrange]")) {
      button.value = `${which} ${button.dataset.verb} ${index + 1}`;
    }
  });
}

function say(editor, text) {
  editor.querySelector("[data-said]").textContent = text;
}

/* The gallery at the foot of the steps becomes a window to choose a drawing from. */
function makePicker(editor, words) {
  const gallery = editor.querySelector("[data-gallery]");
  const dialog = document.createElement("dialog");
  dialog.className = "hw-picker";
  const title = document.createElement("h2");
  title.textContent = words.choose;
  title.id = "picker-title";
  dialog.setAttribute("aria-labelledby", title.id);
  const close = document.createElement("button");
  close.type = "button";
  close.className = "btn btn-secondary";
  close.textContent = words.close;
  close.addEventListener("click", () => dialog.close());
  const head = document.createElement("div");
  head.className = "hw-picker__head";
  head.append(title, close);
  dialog.append(head);
  let asking = null;

  for (const part of [...gallery.children]) if (part.tagName !== "SUMMARY") dialog.append(part);
  gallery.remove();
  editor.after(dialog);
  for (const item of dialog.querySelectorAll("[data-drawing]")) {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "hw-gallery__pick";
    button.append(...item.childNodes);
    button.querySelector("img").alt = "";
    button.addEventListener("click", () => {
      asking.querySelector("[name=step_drawing]").value = item.dataset.drawing;
      show(asking);
      dialog.close();
    });
    item.append(button);
  }
  dialog.addEventListener("close", () => asking.querySelector("[data-pick]").focus());

  function show(row) {
    const key = row.querySelector("[name=step_drawing]").value;
    const found = dialog.querySelector(`[data-drawing="${key}"] img`);
    const place = row.querySelector("[data-picture]");
    place.replaceChildren();
    if (!found) return;
    const picture = found.cloneNode();
    picture.loading = "eager";
    place.append(picture);
  }

  function offer(row) {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "btn btn-secondary btn-sm";
    button.dataset.pick = "";
    button.textContent = words.choose;
    button.addEventListener("click", () => {
      asking = row;
      dialog.showModal();
    });
    row.querySelector("[data-picture]").after(button);
    const holder = document.createElement("div");
    row.querySelector("[data-picture]").before(holder);
    holder.append(row.querySelector("[data-picture]"), button);
  }

  return { offer, show };
}
