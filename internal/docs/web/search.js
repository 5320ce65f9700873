"use strict";
// The search box: it finds hosts, modules, options and files by what search-index.js brings.
(() => {
  const most = 12;
  const root = document.body.dataset.root;
  const form = document.querySelector(".search");
  const input = document.getElementById("search");
  const list = document.getElementById("found");
  if (typeof pantherIndex === "undefined") return;
  form.hidden = false;
  let chosen = -1;

  // rank says how well an entry fits a word: 0 not at all, else the more the better.
  const rank = (entry, word) => {
    const title = entry.t.toLowerCase();
    const at = title.indexOf(word);
    if (title === word) return 100;
    if (at === 0) return 60;
    if (at > 0 && !/[a-z0-9]/.test(title[at - 1])) return title.length === at + word.length ? 50 : 40;
    if (at > 0) return 20;
    return (entry.d || "").toLowerCase().includes(word) ? 5 : 0;
  };
  const ofKind = { host: 8, module: 6, option: 2, file: 0 };
  const find = (query) => {
    const words = query.toLowerCase().split(/\s+/).filter(Boolean);
    if (!words.length) return [];
    const found = [];
    for (const entry of pantherIndex) {
      let score = 0;
      for (const word of words) {
        const one = rank(entry, word);
        if (!one) { score = 0; break; }
        score += one;
      }
      if (score) found.push([score + (ofKind[entry.k] || 0) - entry.t.length / 100, entry]);
    }
    return found.sort((a, b) => b[0] - a[0]).slice(0, most).map((pair) => pair[1]);
  };

  const element = (name, text, parent) => {
    const made = document.createElement(name);
    made.textContent = text;
    parent.append(made);
    return made;
  };
  const close = () => {
    list.hidden = true;
    chosen = -1;
    input.setAttribute("aria-expanded", "false");
    input.removeAttribute("aria-activedescendant");
  };
  const open = (item) => {
    if (!item || !item.dataset.href) return;
    close();
    location.href = root + item.dataset.href;
  };
  const choose = (at) => {
    const items = [...list.querySelectorAll("[role=option]")];
    if (!items.length) return;
    chosen = (at + items.length) % items.length;
    items.forEach((item, i) => item.setAttribute("aria-selected", String(i === chosen)));
    input.setAttribute("aria-activedescendant", items[chosen].id);
    items[chosen].scrollIntoView({ block: "nearest" });
  };
  const show = () => {
    const query = input.value.trim();
    list.replaceChildren();
    if (!query) { close(); return; }
    const found = find(query);
    found.forEach((entry, i) => {
      const item = element("li", "", list);
      item.id = "found-" + i;
      item.setAttribute("role", "option");
      item.dataset.href = entry.h;
      element("i", entry.k, item);
      element("b", entry.t, item);
      if (entry.d) element("small", entry.d, item);
      item.addEventListener("mousedown", (event) => { event.preventDefault(); open(item); });
    });
    if (!found.length) {
      const none = element("li", "Nothing of that name", list);
      none.className = "none";
      none.setAttribute("role", "option");
      none.setAttribute("aria-disabled", "true");
    }
    list.hidden = false;
    input.setAttribute("aria-expanded", "true");
    if (found.length) choose(0);
  };

  input.addEventListener("input", show);
  input.addEventListener("focus", show);
  input.addEventListener("blur", close);
  input.addEventListener("keydown", (event) => {
    if (event.key === "ArrowDown") { event.preventDefault(); choose(chosen + 1); }
    if (event.key === "ArrowUp") { event.preventDefault(); choose(chosen - 1); }
    if (event.key === "Escape") { input.value = ""; close(); }
  });
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    open(list.children[Math.max(chosen, 0)]);
  });
  document.addEventListener("keydown", (event) => {
    if (event.key === "/" && !/^(INPUT|TEXTAREA)$/.test(document.activeElement.tagName)) {
      event.preventDefault();
      input.focus();
    }
  });
})();
