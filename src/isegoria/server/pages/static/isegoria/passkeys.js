// Asks the device for a passkey when a form with data-passkey is sent, and puts the answer into it.
// The options stand in the page, or come from where the form goes.
"use strict";
const bytes = (text) => Uint8Array.from(
  atob(text.replaceAll("-", "+").replaceAll("_", "/")), (one) => one.charCodeAt(0));
const text = (buffer) => btoa(String.fromCharCode(...new Uint8Array(buffer)))
  .replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");

function readable(options) {
  const asked = { ...options.publicKey, challenge: bytes(options.publicKey.challenge) };
  if (asked.user) asked.user = { ...asked.user, id: bytes(asked.user.id) };
  for (const list of ["excludeCredentials", "allowCredentials"]) {
    if (asked[list]) asked[list] = asked[list].map((one) => ({ ...one, id: bytes(one.id) }));
  }
  return { publicKey: asked };
}

function written(credential) {
  const response = {};
  for (const part of ["clientDataJSON", "attestationObject", "authenticatorData", "signature",
    "userHandle"]) {
    if (credential.response[part]) response[part] = text(credential.response[part]);
  }
  return JSON.stringify({
    id: credential.id, rawId: text(credential.rawId), type: credential.type, response,
    clientExtensionResults: credential.getClientExtensionResults(),
  });
}

async function optionsOf(form) {
  const there = document.getElementById("passkey-options");
  if (there) {
    const data = JSON.parse(there.textContent);
    return data.creation_options || data.request_options;
  }
  const answer = await fetch(form.action, { headers: { Accept: "application/json" } });
  return (await answer.json()).request_options;
}

async function ask(form) {
  const options = readable(await optionsOf(form));
  const alone = form.querySelector("[name=passwordless]");
  if (form.dataset.passkey === "get") return navigator.credentials.get(options);
  const wish = alone && alone.checked ? "required" : "discouraged";
  options.publicKey.authenticatorSelection = {
    ...options.publicKey.authenticatorSelection, residentKey: wish,
    requireResidentKey: wish === "required",
    ...(wish === "required" ? { userVerification: "required" } : {}),
  };
  return navigator.credentials.create(options);
}

for (const form of document.querySelectorAll("form[data-passkey]")) {
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const failed = document.getElementById("passkey-failed");
    failed.hidden = true;
    try {
      form.querySelector("[name=credential]").value = written(await ask(form));
      form.submit();
    } catch {
      failed.hidden = false;
    }
  });
}
