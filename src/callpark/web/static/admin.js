"use strict";
// Search as you type: the same page is asked for, and its results take the place of these.
const live = document.querySelector("input[data-live]");
if (live) {
  let waiting = 0;
  let asked = 0;
  live.addEventListener("input", () => {
    clearTimeout(waiting);
    waiting = setTimeout(async () => {
      const own = ++asked;
      const address = new URL(location.href);
      address.search = new URLSearchParams(new FormData(live.form)).toString();
      const reply = await fetch(address, { headers: { accept: "text/html" } });
      const page = new DOMParser().parseFromString(await reply.text(), "text/html");
      const results = page.getElementById("results");
      if (own !== asked || !results) return;
      document.getElementById("results").replaceWith(results);
      history.replaceState(null, "", address);
    }, 120);
  });
}

// Enter saves from everywhere but the search for agents. (Without script it never saves: it shows the form again.)
const park = document.querySelector("form.park");
park?.addEventListener("keydown", (event) => {
  const field = event.target;
  if (event.key !== "Enter" || field.tagName !== "INPUT" || field.type === "search") return;
  event.preventDefault();
  park.querySelector(".actions .main")?.click();
});

// What a recall does, as the form stands.
const tell = () => {
  const chosen = park.querySelector("input[name=recall]:checked")?.value;
  for (const one of park.querySelectorAll("[data-recall]")) one.hidden = one.dataset.recall !== chosen;
  const group = park.querySelector("#hunt_group");
  const name = group.value ? group.selectedOptions[0].textContent : "the hunt group";
  for (const one of park.querySelectorAll("[data-group]")) one.textContent = name;
};
park?.addEventListener("change", tell);

// A file takes the place of what was pasted.
const file = document.getElementById("file");
if (file) {
  file.closest(".scripted").hidden = false;
  file.addEventListener("change", async () => {
    if (file.files.length) document.getElementById("sheet").value = await file.files[0].text();
  });
}
