// The form of a result: what its fields are called, and what their choices are.
function fieldOf(control) {
  const label = document.querySelector(`label[for="${control.id}"]`);
  return {
    name: control.name,
    label: label?.firstChild.textContent.trim() ?? "",
    unit: label?.querySelector("small")?.textContent ?? "",
    options: new Map([...(control.options ?? [])].map((one) => [one.value, one.textContent])),
  };
}

// Return [{name, label, unit, options: Map of titles by value}] in the order of the form.
export function formFields() {
  return [...document.getElementById("form").elements].filter(({ name }) => name).map(fieldOf);
}
