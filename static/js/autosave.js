// Saves a page of the form on the server within two seconds of typing. Without this file the button saves.
(function () {
  "use strict";

  var form = document.querySelector("form[data-autosave]");
  if (!form) {
    return;
  }
  var said = form.querySelector("[data-saved]");
  var timer = null;
  var dirty = false;
  var sending = false;

  function say(sentence) {
    said.textContent = sentence;
  }

  // What is sent earlier and arrives later must not win.
  function stamp() {
    form.elements.sent_at.value = String(Date.now());
  }

  function answered(response) {
    if (response.type === "opaqueredirect") {
      say(form.dataset.ended);
      return null;
    }
    if (!response.ok && response.status !== 409) {
      throw new Error(String(response.status));
    }
    return response.json().then(function (told) {
      say(told.saved || told.stale);
    });
  }

  function send(leaving) {
    timer = null;
    if (sending && !leaving) {
      plan();
      return;
    }
    dirty = false;
    sending = true;
    stamp();
    fetch(form.action || window.location.href, {
      method: "POST",
      body: new FormData(form),
      headers: { "X-Autosave": "1" },
      redirect: "manual",
      keepalive: leaving === true,
    })
      .then(answered)
      .catch(function () {
        dirty = true;
        say(form.dataset.failed);
        plan();
      })
      .finally(function () {
        sending = false;
      });
  }

  function plan() {
    if (timer === null) {
      timer = window.setTimeout(send, 2000);
    }
  }

  form.addEventListener("htmx:configRequest", function (event) {
    event.detail.formData.set("sent_at", String(Date.now()));
  });

  form.addEventListener("input", function () {
    dirty = true;
    plan();
  });

  form.addEventListener("submit", function () {
    window.clearTimeout(timer);
    dirty = false;
    stamp();
  });

  document.addEventListener("visibilitychange", function () {
    if (document.visibilityState === "hidden" && dirty) {
      send(true);
    }
  });
})();
