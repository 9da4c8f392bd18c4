// Everything here makes a page smoother that works without it. Loaded once, deferred.
import {
  Button, CharacterCount, Checkboxes, ErrorSummary, NotificationBanner, PasswordInput, ServiceNavigation,
  SkipLink, Tabs, createAll,
} from "govuk-frontend";
import { DatePicker } from "@ministryofjustice/frontend/moj/components/date-picker/date-picker.mjs";
import htmx from "htmx.org";

import { enhanceAutocompletes } from "./autocomplete.js";
import { saveDrafts } from "./drafts.js";
import { revealByRadios } from "./reveals.js";
import { growTextareas } from "./textareas.js";
import { watchSession } from "./session.js";
import { turnByKeys } from "./wall.js";

const COMPONENTS = [
  Button, CharacterCount, Checkboxes, ErrorSummary, NotificationBanner, PasswordInput, ServiceNavigation,
  SkipLink, Tabs, DatePicker,
];

/** Make what is inside `scope` alive: the whole page at first, later each part that a response replaced. */
function enliven(scope) {
  for (const component of COMPONENTS) createAll(component, undefined, { scope, onError: () => {} });
  enhanceAutocompletes(scope);
  growTextareas(scope);
  revealByRadios(scope);
}

document.body.classList.add("js-enabled", "govuk-frontend-supported");
// Nothing is evaluated and no style is injected: the content security policy allows neither.
Object.assign(htmx.config, { allowEval: false, includeIndicatorStyles: false, historyCacheSize: 0, attributesToSettle: ["class"] });

enliven(document);
saveDrafts(document);
watchSession();
turnByKeys(document);

// The menu under one's name closes when one goes elsewhere.
const menu = document.querySelector(".portal-account");
document.addEventListener("click", (event) => {
  if (menu?.open && !menu.contains(event.target)) menu.open = false;
});
document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape" || !menu?.open) return;
  menu.open = false;
  menu.querySelector("summary").focus();
});

document.addEventListener("htmx:afterSettle", (event) => {
  const part = event.detail.elt;
  enliven(part);
});
document.addEventListener("htmx:responseError", (event) => {
  // A part of a page can't show a refusal: let the browser ask again for the whole, which can.
  const form = event.detail.elt.closest("form");
  if (form && event.detail.xhr.status !== 401) form.requestSubmit(event.detail.elt.matches("button") ? event.detail.elt : undefined);
});
