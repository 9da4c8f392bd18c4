// Fields that only one option of radios needs are shown with that option. Without this script they all are.
// (The design system's own script says aria-expanded on a radio, which the role does not allow.)
export function revealByRadios(scope) {
  for (const radio of scope.querySelectorAll("input[data-reveals]")) {
    const part = document.getElementById(radio.dataset.reveals);
    if (!part || radio.dataset.watched) continue;
    radio.dataset.watched = "yes";
    const group = [...(radio.form ?? document).querySelectorAll(`input[type=radio][name="${CSS.escape(radio.name)}"]`)];
    const show = () => part.classList.toggle("govuk-radios__conditional--hidden", !radio.checked);
    for (const each of group) each.addEventListener("change", show);
    show();
  }
}
