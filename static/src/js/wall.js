// The wall of a panel: the arrow keys, or a presenter's clicker (Page Up and Page Down), turn to another audit.
// A page that is longer than the screen is scrolled to its end first.
const NEXT = new Set(["ArrowRight", "PageDown"]);
const BACK = new Set(["ArrowLeft", "PageUp"]);

/** Turn the audits of the wall by keys, where the page is one. */
export function turnByKeys(scope) {
  const wall = scope.querySelector("[data-wall]");
  if (!wall) return;
  document.addEventListener("keydown", (event) => {
    if (event.altKey || event.ctrlKey || event.metaKey || event.shiftKey) return;
    if (event.target.closest("input, select, textarea, [contenteditable]")) return;
    const forward = NEXT.has(event.key);
    if (!forward && !BACK.has(event.key)) return;
    const { scrollTop, scrollHeight, clientHeight } = document.documentElement;
    const atEnd = forward ? scrollTop + clientHeight >= scrollHeight - 2 : scrollTop <= 2;
    if (event.key.startsWith("Page") && !atEnd) return;
    const link = wall.querySelector(`a[rel="${forward ? "next" : "prev"}"]`);
    if (!link) return;
    event.preventDefault();
    link.click();
  });
}
