// Betterments only: every page does its work without this file.
(function () {
  "use strict";
  var root = document.documentElement;

  // ---- light, dark, or as the reader's system has it
  document.querySelectorAll("[data-theme-switch]").forEach(function (field) {
    if (root.dataset.storage === "off") {
      return;
    }
    field.hidden = false;
    var current = root.dataset.theme || "system";
    field.querySelectorAll("input").forEach(function (input) {
      input.checked = input.value === current;
      input.addEventListener("change", function () {
        if (input.value === "system") {
          delete root.dataset.theme;
          localStorage.removeItem("openregime-theme");
        } else {
          root.dataset.theme = input.value;
          localStorage.setItem("openregime-theme", input.value);
        }
      });
    });
  });

  // ---- the date bar: one step of the slider is one month; a move submits when it has come to rest
  document.querySelectorAll("[data-asof]").forEach(function (form) {
    var field = form.querySelector("input[name=as_of]");
    var slide = form.querySelector("[data-asof-slide]");
    var range = slide && slide.querySelector("input[type=range]");
    if (!field || !range) {
      return;
    }
    var first = Number(range.dataset.firstYear);
    var latest = field.max;
    var shown = new Intl.DateTimeFormat(root.lang + "-u-nu-latn-ca-gregory", {
      year: "numeric",
      month: "long",
      timeZone: "UTC"
    });

    function stepOf(day) {
      return (Number(day.slice(0, 4)) - first) * 12 + Number(day.slice(5, 7)) - 1;
    }

    function dayOf(step) {
      var year = first + Math.floor(step / 12);
      var month = String((step % 12) + 1).padStart(2, "0");
      var day = year + "-" + month + "-01";
      return step >= stepOf(latest) ? latest : day;
    }

    function say(day) {
      range.setAttribute("aria-valuetext", shown.format(new Date(day + "T00:00:00Z")));
    }

    range.max = String(stepOf(latest));
    range.value = String(Math.max(0, stepOf(field.value || latest)));
    say(field.value || latest);
    slide.hidden = false;

    var waiting = 0;
    range.addEventListener("input", function () {
      field.value = dayOf(Number(range.value));
      say(field.value);
    });
    range.addEventListener("change", function () {
      clearTimeout(waiting);
      waiting = setTimeout(function () {
        form.requestSubmit();
      }, 350);
    });
    field.addEventListener("change", function () {
      if (field.value) {
        range.value = String(Math.max(0, stepOf(field.value)));
        say(field.value);
      }
    });

    // An empty "as known" means today: keep it out of the address.
    form.addEventListener("submit", function () {
      form.querySelectorAll("input[type=date]").forEach(function (input) {
        input.disabled = !input.value;
      });
    });
    window.addEventListener("pageshow", function () {
      form.querySelectorAll("input[type=date]").forEach(function (input) {
        input.disabled = false;
      });
    });
  });

  // ---- a disclosure that floats closes with Escape and when the reader goes elsewhere
  document.querySelectorAll("details[data-floats]").forEach(function (details) {
    document.addEventListener("keydown", function (event) {
      if (event.key === "Escape" && details.open) {
        details.open = false;
        details.querySelector("summary").focus();
      }
    });
    document.addEventListener("click", function (event) {
      if (!details.contains(event.target)) {
        details.open = false;
      }
    });
  });

  // ---- a select marked so submits its form as soon as it changes; its button is then not needed
  document.querySelectorAll("form[data-submits-itself]").forEach(function (form) {
    form.addEventListener("change", function () {
      form.requestSubmit();
    });
  });
})();
