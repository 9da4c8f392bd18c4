// A long <select> becomes a box that one types into. The select stays in the page and is what is sent.
import accessibleAutocomplete from "accessible-autocomplete";

export function enhanceAutocompletes(scope) {
  for (const select of scope.querySelectorAll("select[data-autocomplete]")) {
    if (select.dataset.enhanced) continue;
    select.dataset.enhanced = "yes";
    accessibleAutocomplete.enhanceSelectElement({
      selectElement: select,
      defaultValue: select.value ? select.selectedOptions[0].text : "",
      showAllValues: true,
      minLength: 0,
      confirmOnBlur: true,
      preserveNullOptions: false,
      menuAttributes: { "aria-label": select.labels[0]?.textContent.trim() ?? "Suggestions" },
      tNoResults: () => "Nobody and nothing of that name",
      onConfirm: (query) => {
        const chosen = [...select.options].find((option) => option.text === query);
        if (chosen) chosen.selected = true;
        else if (query === "" || query === undefined) select.value = select.value;
        select.dispatchEvent(new Event("change", { bubbles: true }));
      },
    });
  }
}
