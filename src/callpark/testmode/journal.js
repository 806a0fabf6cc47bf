"use strict";
const said = document.getElementById("said");
for (const one of document.querySelectorAll(".scripted")) one.hidden = false;

document.addEventListener("click", async (event) => {
  const button = event.target.closest("button.copy");
  if (!button) return;
  try {
    await navigator.clipboard.writeText(button.dataset.text);
    said.textContent = "Copied.";
  } catch {
    said.textContent = "The browser does not let pages copy; select the text below and copy it.";
  }
});

document.getElementById("renew").addEventListener("click", () => location.reload());
document.getElementById("clear").addEventListener("click", async () => {
  await fetch("/testing/journal", { method: "DELETE" });
  location.reload();
});

const filter = document.getElementById("filter");
filter.value = sessionStorage.getItem("filter") ?? "";
const apply = () => {
  sessionStorage.setItem("filter", filter.value);
  const words = filter.value.toLowerCase().split(/\s+/);
  const all = [...document.querySelectorAll(".exchange")];
  let left = 0;
  for (const one of all) {
    const text = one.textContent.toLowerCase();
    one.hidden = !words.every((word) => text.includes(word));
    left += !one.hidden;
  }
  if (filter.value) said.textContent = `${left} of ${all.length} shown.`;
  else said.textContent = "";
};
filter.addEventListener("input", apply);
apply();
