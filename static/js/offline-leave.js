/* On a patient's own phone, before the server hears of a sign-out or that it forgets the phone: send
   what waits, seal what is open, delete the rest. Without this file everything is deleted. */
const LEAVING = "[action$='/accounts/logout/'], [data-forget-here]";
const SEND_FOR = 5000; // milliseconds; what is not sent by then stays sealed

document.addEventListener("submit", async (event) => {
  const form = event.target;
  if (!form.matches(LEAVING) || form.dataset.leaving) return;
  event.preventDefault();
  form.dataset.leaving = "yes";
  await Promise.race([sendLast(), new Promise((done) => setTimeout(done, SEND_FOR))]).catch(() => {});
  await phone.leave().catch(() => {});
  const left = await phone.entries().catch(() => []);
  if (left.length) form.append(Object.assign(document.createElement("input"), { type: "hidden", name: "keep", value: "on" }));
  form.submit();
});

async function sendLast() {
  const address = `${OFFLINE_PAGE}send/`;
  const asked = await ask(address);
  if (asked) await phone.send(address, asked.whose);
}
