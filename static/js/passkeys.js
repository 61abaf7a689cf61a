// Passkeys, where the browser has them: the sign-in library's script asks for one, this says
// which button does it and tells in words what went wrong. A page works without.
const FORMS = { add: "addForm", answer: "authenticateForm", "sign-in": "loginForm" };

for (const button of document.querySelectorAll("button[data-passkey]")) {
  if (!window.PublicKeyCredential) continue;
  const form = button.form;
  allauth.webauthn.forms[FORMS[button.dataset.passkey]]({
    ids: {
      [{ add: "add", answer: "authenticate", "sign-in": "login" }[button.dataset.passkey]]: button.id,
      credential: form.querySelector("[name=credential]").id,
      passwordless: form.querySelector("[data-passwordless]")?.id,
      data: "js_data",
    },
  });
  form.hidden = false;
  document.querySelector(`[data-without="${form.id}"]`)?.remove();
}

document.addEventListener("allauth.error", (event) => {
  event.preventDefault();
  const problem = document.querySelector("[data-passkey-problem]");
  const { name } = event.detail.exception;
  const said = { InvalidStateError: problem.dataset.known, SecurityError: problem.dataset.host };
  problem.textContent = said[name] ?? problem.dataset.again;
  problem.hidden = false;
  problem.focus();
});
