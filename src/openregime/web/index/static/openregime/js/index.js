// Betterments only: a slider beside each number and below the list of compensation; the form works without this file.
(function () {
  "use strict";

  document.querySelectorAll("[data-index-form]").forEach(function (form) {
    form.querySelectorAll("input[type=number][data-slides]").forEach(function (field) {
      var holder = document.createElement("span");
      var range = document.createElement("input");
      holder.className = "index-slide";
      range.type = "range";
      range.min = field.min;
      range.max = field.max;
      range.step = "0.1";
      range.value = field.value;
      range.setAttribute("aria-label", form.querySelector("label[for='" + field.id + "']").textContent);
      field.before(holder);
      holder.append(range, field);
      range.addEventListener("input", function () {
        field.value = range.value;
      });
      field.addEventListener("input", function () {
        range.value = field.value;
      });
    });

    form.querySelectorAll("select[data-slides]").forEach(function (list) {
      var range = document.createElement("input");
      range.className = "index-slide-whole";
      range.type = "range";
      range.min = "0";
      range.max = String(list.options.length - 1);
      range.step = "1";
      range.setAttribute("aria-label", form.querySelector("label[for='" + list.id + "']").textContent);
      function say() {
        range.value = String(list.selectedIndex);
        range.setAttribute("aria-valuetext", list.options[list.selectedIndex].text);
      }
      say();
      list.after(range);
      range.addEventListener("input", function () {
        list.selectedIndex = Number(range.value);
        say();
      });
      list.addEventListener("change", say);
    });

    // Another index has other pillars: its page is asked for whole.
    form.querySelectorAll("select[data-reloads]").forEach(function (list) {
      list.addEventListener("change", function (event) {
        event.stopPropagation();
        form.querySelectorAll("[data-slides]").forEach(function (field) {
          field.disabled = true;
        });
        form.removeAttribute("hx-get");
        form.submit();
      });
      list.addEventListener("input", function (event) {
        event.stopPropagation();
      });
    });
  });
})();
