/* Number fields marked data-stepper get a minus and a plus; the field itself stays what it is. */
document.addEventListener("DOMContentLoaded", () => enhance(document));
document.addEventListener("hipwise:added", (event) => enhance(event.target));

function enhance(root) {
  for (const input of root.querySelectorAll("input[data-stepper]:not([data-stepper-on])")) {
    input.dataset.stepperOn = "";
    const box = document.createElement("span");
    box.className = "hw-stepper";
    input.before(box);
    box.append(stepper(input, -1, "−"), input, stepper(input, 1, "+"));
  }
}

function stepper(input, direction, sign) {
  const made = document.createElement("button");
  made.type = "button";
  made.textContent = sign;
  made.tabIndex = -1; // the arrow keys do the same inside the field
  made.setAttribute("aria-hidden", "true");
  made.addEventListener("click", () => {
    if (direction > 0) input.stepUp();
    else input.stepDown();
    input.dispatchEvent(new Event("input", { bubbles: true }));
    input.dispatchEvent(new Event("change", { bubbles: true }));
  });
  return made;
}
