import { BarcodeDetector, prepareZXingModule } from "barcode-detector/ponyfill";

/** What is looked for: the barcode of a book, or a QR code of ours. */
export type ScanKind = "isbn" | "code";

/** Reads codes from frames and pictures. */
export type Detector = { detect(source: ImageBitmapSource): Promise<{ rawValue: string }[]> };

const FORMATS = { isbn: "ean_13", code: "qr_code" } as const;

/** The browser's own detector where it knows the format, else ours from `wasmUrl`. */
export async function openDetector(kind: ScanKind, wasmUrl: string): Promise<Detector> {
  const own = (globalThis as { BarcodeDetector?: typeof BarcodeDetector }).BarcodeDetector;
  const formats = [FORMATS[kind]];
  try {
    if (own && (await own.getSupportedFormats()).includes(FORMATS[kind])) return new own({ formats });
  } catch {
    // A browser that has the name only: ours is used.
  }
  prepareZXingModule({ overrides: { locateFile: () => wasmUrl } });
  return new BarcodeDetector({ formats });
}

/** True for a book's barcode: 978 or 979, and its last digit is right (ISO 2108). */
export function isBookCode(text: string): boolean {
  if (!/^97[89]\d{10}$/.test(text)) return false;
  const sum = [...text].reduce((total, digit, i) => total + Number(digit) * (i % 2 === 0 ? 1 : 3), 0);
  return sum % 10 === 0;
}

/**
 * Counts a read only when two frames in a row agree on it, and it has the form looked for; each code once.
 * Returns the code when it counts.
 */
export function createAgreement(kind: ScanKind): (read: string | undefined) => string | null {
  const seen = new Set<string>();
  let last: string | undefined;
  return (read) => {
    const before = last;
    last = read;
    if (read === undefined || read !== before || seen.has(read)) return null;
    if (kind === "isbn" && !isBookCode(read)) return null;
    seen.add(read);
    return read;
  };
}

const FRAME_MS = 120;

/** Looks through the camera until it is stopped; `onRead` gets each code once. Refuses as the browser does. */
export async function watchCamera(
  video: HTMLVideoElement,
  kind: ScanKind,
  wasmUrl: string,
  onRead: (text: string) => void,
): Promise<() => void> {
  const stream = await navigator.mediaDevices.getUserMedia({
    video: { facingMode: { ideal: "environment" }, width: { ideal: 1280 } },
    audio: false,
  });
  video.srcObject = stream;
  await video.play();
  const detector = await openDetector(kind, wasmUrl);
  const agree = createAgreement(kind);
  let running = true;
  const look = async (): Promise<void> => {
    while (running) {
      const [found] = await detector.detect(video).catch(() => []);
      const code = agree(found?.rawValue);
      if (code !== null && running) onRead(code);
      await new Promise((done) => setTimeout(done, FRAME_MS));
    }
  };
  void look();
  return () => {
    running = false;
    for (const track of stream.getTracks()) track.stop();
    video.srcObject = null;
  };
}

/** Reads one picture, for devices whose camera the page may not use. Null when there is no code in it. */
export async function readPicture(file: Blob, kind: ScanKind, wasmUrl: string): Promise<string | null> {
  const detector = await openDetector(kind, wasmUrl);
  const picture = await createImageBitmap(file);
  const found = await detector.detect(picture);
  return found.map((one) => one.rawValue).find((text) => kind === "code" || isBookCode(text)) ?? null;
}
