"use strict";
// Sorts tables and opens what was kept of a cell. Without it the page has every sentence, table and chart. Text from
// outside enters by textContent alone.
const make = (name, text) => {
  const element = document.createElement(name);
  if (text !== undefined) element.textContent = text;
  return element;
};

// A cell of a table with a number sorts by it; what is not known stays last.
const keyOf = (row, column) => {
  const cell = row.cells[column];
  if ("v" in cell.dataset) return Number(cell.dataset.v);
  return cell.textContent === "-" ? undefined : cell.textContent;
};
const inOrder = (a, b) => (typeof a === typeof b ? (a > b ? 1 : a < b ? -1 : 0) : typeof a === "number" ? -1 : 1);
document.querySelectorAll("th button").forEach((button) => button.addEventListener("click", () => {
  const head = button.parentElement;
  const descending = head.getAttribute("aria-sort") !== "descending";
  for (const other of head.parentElement.cells) other.removeAttribute("aria-sort");
  head.setAttribute("aria-sort", descending ? "descending" : "ascending");
  const body = head.closest("table").tBodies[0];
  const rows = [...body.rows].map((row) => [keyOf(row, head.cellIndex), row]);
  rows.sort(([a], [b]) => (a === undefined) - (b === undefined) || (a === undefined ? 0 : inOrder(a, b) * (descending ? -1 : 1)));
  body.append(...rows.map(([, row]) => row));
}));

// Cells lie packed in blocks of one model and a span of iterations; a block is unpacked when one of its cells is opened.
const unpacked = new Map();
const unpack = (block) => {
  if (!unpacked.has(block)) {
    const bytes = Uint8Array.from(atob(block.textContent), (c) => c.charCodeAt(0));
    const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"));
    unpacked.set(block, new Response(stream).json());
  }
  return unpacked.get(block);
};
const find = async (fragment) => {
  const [, model, , iteration] = fragment.split("/");
  for (const block of document.querySelectorAll("script[data-model]")) {
    const { model: of, from, to } = block.dataset;
    if (of !== model || Number(iteration) < from || Number(iteration) > to) continue;
    const cell = (await unpack(block))[fragment];
    if (cell) return cell;
  }
  return null;
};

const table = (rows) => {
  const made = make("table");
  for (const row of rows) {
    const line = made.insertRow();
    row.forEach((text, i) => line.append(make(i === 0 ? "th" : "td", text)));
  }
  return made;
};
const folded = (title, content, open) => {
  const made = make("details");
  made.open = open;
  made.append(make("summary", title), content);
  return made;
};
const articleOf = async (fragment) => {
  const article = make("article");
  article.dataset.cell = fragment;
  const cell = await find(fragment);
  if (!cell) {
    article.append(make("p", "This page has no such cell."));
    return article;
  }
  article.append(make("h3", cell.title), make("p", cell.reason));
  if (cell.tests.length) article.append(folded("Hidden tests", table(cell.tests), true));
  if (cell.attempts.length > 1) article.append(folded("Attempts and verdicts", table(cell.attempts), true));
  for (const [title, text, open] of cell.texts) article.append(folded(title, make("pre", text), open));
  article.append(folded("Figures", table(cell.facts), true));
  const prompts = document.getElementById("prompts");
  if (cell.prompt && prompts) article.append(folded("Prompt", make("pre", (await unpack(prompts))[cell.prompt]), false));
  article.others = cell.others;
  return article;
};

const dialog = document.querySelector("dialog");
const [beside, cells] = [dialog.querySelector(".beside"), dialog.querySelector(".cells")];
const offer = ([model, fragment, outcome]) => {
  const button = make("button", `${model}: ${outcome}`);
  button.type = "button";
  button.setAttribute("aria-pressed", "false");
  button.addEventListener("click", async () => {
    const shown = [...cells.children].find((each) => each.dataset.cell === fragment);
    button.setAttribute("aria-pressed", String(!shown));
    if (shown) shown.remove();
    else cells.append(await articleOf(fragment));
  });
  return button;
};
const follow = async () => {
  const fragment = location.hash.slice(1);
  if (!fragment.startsWith("cell/")) {
    if (dialog.open) dialog.close();
    return;
  }
  const article = await articleOf(fragment).catch((error) => make("p", `This cell cannot be shown here: ${error.message}`));
  if (fragment !== location.hash.slice(1)) return;
  cells.replaceChildren(article);
  beside.replaceChildren(...(article.others || []).map(offer));
  if (!dialog.open) dialog.showModal();
};
dialog.querySelector("button").addEventListener("click", () => dialog.close());
dialog.addEventListener("close", () => {
  if (location.hash.startsWith("#cell/")) history.replaceState(null, "", location.pathname + location.search);
});
addEventListener("hashchange", follow);
follow();
