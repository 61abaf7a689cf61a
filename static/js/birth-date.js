/* Says back in words the date of birth that was typed, so that 03/04 is no surprise. */
const SPELLINGS = [
  [/^(\d{4})-(\d{1,2})-(\d{1,2})$/, (m) => [m[1], m[2], m[3]]],
  [/^(\d{1,2})\.(\d{1,2})\.(\d{4})$/, (m) => [m[3], m[2], m[1]]],
  [/^(\d{1,2})\/(\d{1,2})\/(\d{4})$/, (m) => [m[3], m[1], m[2]]],
];

function read(text) {
  for (const [pattern, order] of SPELLINGS) {
    const match = pattern.exec(text.trim());
    if (!match) continue;
    const [year, month, day] = order(match).map(Number);
    const date = new Date(Date.UTC(year, month - 1, day));
    return date.getUTCMonth() === month - 1 && date.getUTCDate() === day ? date : null;
  }
  return null;
}

document.addEventListener("DOMContentLoaded", () => {
  const input = document.querySelector("input[data-birth-date]");
  if (!input) return;
  const echo = document.createElement("output");
  echo.className = "form-text d-block";
  echo.htmlFor = input.id;
  input.after(echo);
  const words = new Intl.DateTimeFormat(document.documentElement.lang, {
    day: "numeric", month: "long", year: "numeric", timeZone: "UTC",
  });
  const say = () => {
    const date = read(input.value);
    echo.textContent = date ? `= ${words.format(date)}` : "";
  };
  input.addEventListener("input", say);
  say();
});
