"use strict";
(() => {
  const links = new Map([...document.querySelectorAll(".subjects a")].map(
    link => [decodeURI(link.getAttribute("href")), link]));
  const rows = JSON.parse(document.getElementById("words").textContent).map(
    ([page, title, subject, sections, words]) =>
      ({ link: links.get(page), title, subject, sections: sections ? sections.split("\n") : [], words: words.split(" ") }));
  const form = document.getElementById("search");
  const query = document.getElementById("query");
  const found = document.getElementById("found");
  const count = document.getElementById("count");
  const subjects = document.querySelectorAll(".subjects, h2.part");
  const starts = (text, word) =>
    text.toLowerCase().split(/[^\p{L}\p{N}]+/u).some(part => part.startsWith(word));

  function worth(row, word) {
    if (starts(row.title, word)) return 100;
    if (row.sections.some(title => starts(title, word))) return 20;
    if (starts(row.subject, word)) return 10;
    if (row.words.includes(word)) return 4;
    return row.words.some(other => other.startsWith(word)) ? 2 : 0;
  }

  function search() {
    const words = query.value.toLowerCase().split(/[^\p{L}\p{N}'’-]+/u).filter(word => word);
    const hits = [];
    for (const row of words.length ? rows : []) {
      const each = words.map(word => worth(row, word));
      if (each.every(value => value > 0)) hits.push([each.reduce((a, b) => a + b), row]);
    }
    hits.sort((a, b) => b[0] - a[0]);
    found.replaceChildren(...hits.slice(0, 30).map(([, row]) => {
      const item = document.createElement("li");
      const link = row.link.cloneNode(true);
      const where = document.createElement("span");
      where.className = "about";
      const section = row.sections.find(title => words.some(word => starts(title, word)));
      where.textContent = row.subject + (section ? " · " + section : "");
      item.append(link, where);
      return item;
    }));
    for (const part of subjects) part.hidden = words.length > 0;
    const pages = hits.length === 1 ? "1 page" : `${hits.length} pages`;
    count.textContent = !words.length ? "" : hits.length ? pages : "No page has all of these words.";
  }

  form.hidden = false;
  query.addEventListener("input", search);
  query.addEventListener("keydown", event => {
    if (event.key === "Escape") { query.value = ""; search(); }
    if (event.key === "Enter" && found.firstChild) found.querySelector("a").click();
  });
  if (location.hash === "#search") query.focus();
  search();
})();
