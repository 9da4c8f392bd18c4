// Saves what is typed as a draft, a second after the typing stops and when the page is left.
// The form says where it stands in its [data-draft-status] line.

const PAUSE = 1000;
const watched = new Set();

export function saveDrafts(scope) {
  for (const form of scope.querySelectorAll("form[data-drafts]")) watch(form);
}

/** Save every form that has something unsaved, now; resolves when all are answered. No sign that somebody is there. */
export function saveNow() {
  return Promise.all([...watched].map((save) => save({ background: true })));
}

function watch(form) {
  const status = form.querySelector("[data-draft-status]");
  let timer = null;
  let dirty = false;
  let submitting = false;

  const body = () => {
    const data = new FormData(form);
    for (const [name, value] of [...data]) if (value instanceof File) data.delete(name);
    return new URLSearchParams(data);
  };

  const save = async ({ leaving = false, background = false } = {}) => {
    clearTimeout(timer);
    if (!dirty || submitting) return;
    dirty = false;
    const sent = body();
    try {
      const answer = await fetch(form.action || window.location.href, {
        method: "POST", body: sent, redirect: "manual",
        headers: background ? { "X-Draft": "1", "X-Background": "1" } : { "X-Draft": "1" },
        keepalive: leaving && sent.toString().length < 60000, // browsers send no more than 64 KiB after a page is left
      });
      if (answer.headers.get("X-Draft") !== "saved") throw new Error(answer.status);
      if (status) status.textContent = await answer.text();
    } catch {
      dirty = true;
      if (status) status.textContent = "Not saved yet. Your connection or your session may have ended: keep this page open.";
      if (!leaving) timer = setTimeout(save, 15 * PAUSE);
    }
  };

  const typed = () => {
    dirty = true;
    clearTimeout(timer);
    timer = setTimeout(save, PAUSE);
  };

  form.addEventListener("input", typed);
  form.addEventListener("change", typed);
  form.addEventListener("htmx:afterSettle", typed); // a row was added or removed
  form.addEventListener("submit", () => {
    submitting = true;
    clearTimeout(timer);
  });
  window.addEventListener("pageshow", (event) => {
    if (event.persisted) submitting = false;
  });
  window.addEventListener("pagehide", () => save({ leaving: true }));
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "hidden") save({ leaving: true });
  });
  watched.add(save);
}
