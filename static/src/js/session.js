// Warns before the session ends, lets the person stay, and says so when it has ended. All tabs share one end.
import { saveNow } from "./drafts.js";

const WARN_BEFORE = 5 * 60 * 1000;
const KEY = "session-ends-at";

export function watchSession() {
  const seconds = Number(document.querySelector('meta[name="session-ends-in"]')?.content);
  const dialog = document.getElementById("session-warning");
  if (!seconds || !dialog?.showModal) return;

  const left = dialog.querySelector("[data-session-left]");
  const said = dialog.querySelector("[data-session-said]");
  const endsIn = (more) => remember(Date.now() + more * 1000);
  endsIn(seconds);

  dialog.addEventListener("cancel", (event) => {
    event.preventDefault();
    stay();
  });
  dialog.querySelector("[data-session-stay]").addEventListener("click", (event) => {
    event.preventDefault();
    stay();
  });

  async function stay() {
    const token = document.querySelector("[name=csrfmiddlewaretoken]")?.value ?? "";
    try {
      const answer = await fetch(dialog.dataset.stayUrl, {
        method: "POST", headers: { "X-CSRFToken": token }, redirect: "manual",
      });
      if (answer.status !== 204) return leave();
      endsIn(Number(answer.headers.get("X-Session-Ends-In")) || seconds);
      dialog.close();
    } catch {
      said.textContent = "The portal can't be reached. Try again in a moment.";
    }
  }

  function leave() {
    const next = encodeURIComponent(window.location.pathname + window.location.search);
    window.location.assign(`${dialog.dataset.signInUrl}?next=${next}`);
  }

  let told = null;
  let leaving = false;
  async function look() {
    const rest = recall() - Date.now();
    if (rest <= 0) {
      if (!leaving) leave();
      leaving = true;
    } else if (rest <= WARN_BEFORE) {
      if (!dialog.open) {
        told = null;
        dialog.showModal();
      }
      if (rest < 3000) await saveNow();
      const minutes = Math.ceil(rest / 60000);
      if (minutes !== told) {
        told = minutes;
        left.textContent = minutes > 1 ? `in ${minutes} minutes` : "in less than a minute";
      }
    } else if (dialog.open) {
      dialog.close(); // another tab stayed
    }
  }
  setInterval(look, 1000);
  document.addEventListener("visibilitychange", look);
}

function remember(moment) {
  try {
    localStorage.setItem(KEY, String(moment));
  } catch {
    // private windows may refuse: this tab then counts alone
  }
  remember.here = moment;
}

function recall() {
  try {
    return Number(localStorage.getItem(KEY)) || remember.here;
  } catch {
    return remember.here;
  }
}
