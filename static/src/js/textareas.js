// A text area is as tall as what is in it.
export function growTextareas(scope) {
  if (CSS.supports?.("field-sizing", "content")) return; // the style sheet does it
  for (const area of scope.querySelectorAll("textarea")) {
    const grow = () => {
      area.style.height = "auto";
      area.style.height = `${area.scrollHeight + 4}px`;
    };
    area.addEventListener("input", grow);
    grow();
  }
}
