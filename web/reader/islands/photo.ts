/** The longer side of a picture as it is sent, in pixels, and how finely it is written. */
const LONGEST_SIDE = 1600;
const QUALITY = 0.82;
/** A smaller file goes as it is. */
const SMALL_BYTES = 400_000;

/** Pictures are made smaller in the phone before they are sent; quick forms send one as soon as it is taken. */
export function enhancePhotos(): void {
  for (const input of document.querySelectorAll<HTMLInputElement>("input[type=file][data-shrink]")) {
    const { form } = input;
    const isQuick = form?.dataset.photo !== undefined;
    if (isQuick) form?.classList.add("is-quick");
    input.addEventListener("change", () => {
      void shrinkIn(input).then(() => {
        if (isQuick && form && input.files?.length) return sendQuietly(form);
      });
    });
  }
}

async function shrinkIn(input: HTMLInputElement): Promise<void> {
  const [file] = input.files ?? [];
  if (!file || file.size < SMALL_BYTES) return;
  const small = await shrink(file).catch(() => null);
  if (small === null || small.size >= file.size) return;
  const box = new DataTransfer();
  box.items.add(new File([small], "photo.jpg", { type: "image/jpeg" }));
  input.files = box.files;
}

async function shrink(file: Blob): Promise<Blob | null> {
  const picture = await createImageBitmap(file, { imageOrientation: "from-image" });
  const scale = Math.min(1, LONGEST_SIDE / Math.max(picture.width, picture.height));
  const canvas = document.createElement("canvas");
  canvas.width = Math.round(picture.width * scale);
  canvas.height = Math.round(picture.height * scale);
  canvas.getContext("2d")?.drawImage(picture, 0, 0, canvas.width, canvas.height);
  picture.close();
  return await new Promise((done) => canvas.toBlob(done, "image/jpeg", QUALITY));
}

/** Sends the form and says beside it what the next page would have said. */
async function sendQuietly(form: HTMLFormElement): Promise<void> {
  const status = form.querySelector('[role="status"]');
  const reply = await fetch(form.action, { method: "POST", body: new FormData(form) }).catch(() => null);
  if (reply === null) return form.submit();
  const page = new DOMParser().parseFromString(await reply.text(), "text/html");
  if (status) status.textContent = page.querySelector(".note")?.textContent ?? "";
  form.reset();
}
