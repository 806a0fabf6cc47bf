"use strict";
// Without any of this every page works too: forms are sent and pages are shown anew.

const park = document.querySelector("form.park");

// Asks for a page and puts what is in `id` of it where that is here; drops an answer that is not the last one asked for.
// What was typed stays as it is: whoever has signed in again elsewhere can go on.
const asked = {};
const refuse = (place, why) => {
  place.removeAttribute("aria-busy");
  if (place.previousElementSibling?.role !== "alert") place.before(document.createElement("p"));
  Object.assign(place.previousElementSibling, { className: "problem", role: "alert", textContent: why });
};
const replaced = async (id, address, options = {}) => {
  const own = (asked[id] = (asked[id] ?? 0) + 1);
  const place = document.getElementById(id);
  place.setAttribute("aria-busy", "true");
  try {
    const reply = await fetch(address, options);
    const page = new DOMParser().parseFromString(await reply.text(), "text/html");
    if (own !== asked[id]) return false;
    const fresh = page.getElementById(id);
    if (fresh) {
      place.replaceWith(fresh);
      if (park) tell();
    }
    else if (page.getElementById("token")) refuse(place, "Sign in again, in another tab, and go on here.");
    else refuse(place, page.querySelector("[role=alert]")?.textContent ?? "That was not possible.");
    return Boolean(fresh);
  } catch {
    if (own === asked[id]) place.removeAttribute("aria-busy"); // no network: what is there stays, and typing tries again
    return false;
  }
};

// Tables: search as you type.
const live = document.querySelector("form[data-live]");
if (live) {
  let waiting = 0;
  live.addEventListener("input", () => {
    clearTimeout(waiting);
    waiting = setTimeout(async () => {
      const address = new URL(location.href);
      const wanted = [...new FormData(live)].filter(([, value]) => value);
      address.search = new URLSearchParams(wanted).toString();
      if (await replaced("results", address)) history.replaceState(null, "", address);
    }, 120);
  });
}

// Enter saves from everywhere but the search for agents. (Without script it never saves: it shows the form again.)
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
  const name = group?.value ? group.selectedOptions[0].textContent : "the hunt group";
  for (const one of park.querySelectorAll("[data-group]")) one.textContent = name;
  const parker = park.querySelector(".chosen bdi")?.textContent ?? "";
  for (const one of park.querySelectorAll("[data-parker]")) {
    one.hidden = !parker;
    one.querySelector("bdi").textContent = parker;
  }
};
park?.addEventListener("change", tell);

// Agents: found as you type, added and removed in place, put in order by dragging or by the arrow buttons.
const agents = park?.querySelector("#agents");
if (agents) {
  let waiting = 0;
  const asks = async (verb) => {
    clearTimeout(waiting);
    const fields = new URLSearchParams(new FormData(park));
    fields.set("do", verb);
    return replaced(verb === "search" ? "found" : "agents", park.action, { method: "POST", body: fields });
  };
  park.addEventListener("input", (event) => {
    if (event.target.id !== "agent-search") return;
    clearTimeout(waiting);
    waiting = setTimeout(() => asks("search"), 120);
  });
  const settle = () => {
    tell();
    const rows = [...park.querySelectorAll(".chosen li")];
    rows.forEach((row, place) => {
      row.querySelector("[value^='up ']").disabled = place === 0;
      row.querySelector("[value^='down ']").disabled = place === rows.length - 1;
    });
  };
  park.addEventListener("click", async (event) => {
    const button = event.target.closest("#agents button[name=do]");
    if (!button || !button.value) return;
    event.preventDefault();
    const verb = button.value.split(" ", 1)[0];
    const row = button.closest("li");
    if (verb === "up" || verb === "down") {
      if (verb === "up") row.previousElementSibling?.before(row);
      else row.nextElementSibling?.after(row);
      settle();
      (button.disabled ? row.querySelector("button:not(:disabled)") : button)?.focus();
    } else {
      const before = document.getElementById("agent-search");
      if (!(await asks(button.value))) return;
      const search = document.getElementById("agent-search");
      search.focus({ preventScroll: true });
      if (search.value === before.value) return;
      search.value = before.value; // typed since then
      asks("search");
    }
  });
  let dragged = null;
  park.addEventListener("dragstart", (event) => {
    dragged = event.target.closest?.(".chosen li");
    dragged?.classList.add("dragged");
    event.dataTransfer.effectAllowed = "move";
  });
  park.addEventListener("dragover", (event) => {
    const row = dragged && event.target.closest(".chosen li");
    if (!row) return;
    event.preventDefault();
    if (row === dragged) return;
    const { top, height } = row.getBoundingClientRect();
    if (event.clientY < top + height / 2) row.before(dragged);
    else row.after(dragged);
  });
  park.addEventListener("drop", (event) => dragged && event.preventDefault());
  park.addEventListener("dragend", () => {
    dragged?.classList.remove("dragged");
    dragged = null;
    settle();
  });
}

// A form is sent once, however often its button is pressed before the answer is there.
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (form.ariaBusy === "true") event.preventDefault();
  else if (form.method === "post") form.ariaBusy = "true";
});
addEventListener("pageshow", () => document.querySelectorAll("form").forEach((form) => (form.ariaBusy = null)));

for (const one of document.querySelectorAll(".scripted")) one.hidden = false;

// A file takes the place of what was pasted.
const file = document.getElementById("file");
file?.addEventListener("change", async () => {
  if (file.files.length) document.getElementById("sheet").value = await file.files[0].text();
});

// Copies what an element says.
document.addEventListener("click", async (event) => {
  const button = event.target.closest("[data-copy]");
  if (!button) return;
  await navigator.clipboard.writeText(document.getElementById(button.dataset.copy).textContent);
  button.textContent = "Copied";
});
