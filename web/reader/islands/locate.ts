const TIMEOUT_MS = 15_000;

/** "Where I am now": fills the form's latitude and longitude from the device, and sends it unless told to fill only. */
export function enhanceLocate(): void {
  if (!("geolocation" in navigator)) return;
  for (const button of document.querySelectorAll<HTMLButtonElement>("button[data-locate]")) {
    const { form } = button;
    if (!form) continue;
    button.hidden = false;
    button.addEventListener("click", () => {
      button.disabled = true;
      navigator.geolocation.getCurrentPosition(
        ({ coords }) => {
          fill(form, "lat", String(coords.latitude));
          fill(form, "lon", String(coords.longitude));
          fill(form, "system", "wgs84");
          if (button.dataset.locate === "fill") button.disabled = false;
          else form.requestSubmit();
        },
        () => {
          button.disabled = false;
          form.querySelector<HTMLInputElement>("input[name=lat]")?.focus();
        },
        { enableHighAccuracy: false, timeout: TIMEOUT_MS, maximumAge: 600_000 },
      );
    });
  }
}

function fill(form: HTMLFormElement, name: string, value: string): void {
  const field = form.elements.namedItem(name);
  if (field instanceof HTMLInputElement || field instanceof HTMLSelectElement) field.value = value;
}
