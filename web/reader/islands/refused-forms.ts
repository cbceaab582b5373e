const KEY = "commonshelf-sent-form";
/** What a form does not get back: its own fields, secrets, files and buttons. */
const LEFT_OUT = new Set(["hidden", "password", "file", "submit", "button"]);

type Field = HTMLInputElement | HTMLTextAreaElement | HTMLSelectElement;
type Sent = { action: string; fields: [name: string, value: string, isOn: boolean][] };

const fieldsOf = (form: HTMLFormElement): Field[] =>
  ([...form.elements] as Field[]).filter((one) => one.name && !LEFT_OUT.has(one.type));
const addressOf = (form: HTMLFormElement): string => form.getAttribute("action") ?? "";
const isTick = (field: Field): field is HTMLInputElement =>
  field.type === "checkbox" || field.type === "radio";

/** What was written into a form that was refused stands in it again on the page that tells so; kept for one page only. */
export function enhanceRefusedForms(): void {
  try {
    giveBack(sessionStorage.getItem(KEY));
    sessionStorage.removeItem(KEY);
  } catch {
    // A browser that keeps nothing gives nothing back.
    return;
  }
  document.addEventListener("submit", ({ target }) => {
    const form = target as HTMLFormElement;
    if (form.method !== "post") return;
    const fields = fieldsOf(form).map((one) => [one.name, one.value, isTick(one) && one.checked]);
    try {
      sessionStorage.setItem(KEY, JSON.stringify({ action: addressOf(form), fields }));
    } catch {
      // It is sent all the same.
    }
  });
}

function giveBack(kept: string | null): void {
  if (kept === null || !document.querySelector(".note-refused")) return;
  const { action, fields } = JSON.parse(kept) as Sent;
  const forms = [...document.querySelectorAll("form")].filter((one) => addressOf(one) === action);
  const [form] = forms;
  // Of several forms to one address nobody knows which it was.
  if (!form || forms.length > 1) return;
  for (const [at, field] of fieldsOf(form).entries()) {
    const [name, value, isOn] = fields[at] ?? [];
    if (name !== field.name) return;
    if (isTick(field)) field.checked = isOn!;
    else field.value = value!;
    // A part of the page that was folded in shows what it has.
    field.closest("details")?.setAttribute("open", "");
  }
}
