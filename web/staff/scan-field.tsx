import { type FormEvent, type ReactNode, useEffect, useRef } from "react";

/** One field a scanner types into; it keeps the focus, and Enter hands the barcode on at once. */
export function ScanField(props: {
  label: string;
  hint?: string;
  waiting?: number;
  onScan: (barcode: string) => void;
}): ReactNode {
  const input = useRef<HTMLInputElement>(null);
  useEffect(() => {
    input.current?.focus();
  }, []);
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    const field = input.current!;
    const barcode = field.value;
    field.value = "";
    field.focus();
    props.onScan(barcode);
  };
  return (
    <form className="scan" onSubmit={submit}>
      <label>
        <span>{props.label}</span>
        <input
          ref={input}
          data-scan
          name="barcode"
          autoComplete="off"
          autoCapitalize="off"
          spellCheck={false}
          maxLength={100}
          title="Esc"
        />
      </label>
      <span className="waiting" aria-hidden="true">
        {props.waiting ? `… ${props.waiting}` : ""}
      </span>
      {props.hint && <p className="quiet">{props.hint}</p>}
    </form>
  );
}

/** The scanner types on into the page's scan field. */
export const focusScan = (): void => document.querySelector<HTMLInputElement>("input[data-scan]")?.focus();

/**
 * `focusScan` after an answer whose button goes away: once the dialog that asked for it stands on the page no more and has given
 * the focus back, however long that takes.
 */
export function backToScan(): void {
  const isAsked = document.querySelector(".ui-overlay") !== null;
  requestAnimationFrame(isAsked ? backToScan : () => requestAnimationFrame(focusScan));
}

/** How a step or a scan went. */
export type Tone = "good" | "wait" | "bad";
let audio: AudioContext | undefined;

/** A short sound for the outcome of a scan: high for done, middle for "goes elsewhere", low for refused. */
export function sound(tone: Tone): void {
  if (typeof AudioContext === "undefined") return;
  audio ??= new AudioContext();
  const oscillator = audio.createOscillator();
  const volume = audio.createGain();
  oscillator.frequency.value = tone === "good" ? 880 : tone === "wait" ? 587 : 196;
  volume.gain.value = 0.05;
  oscillator.connect(volume).connect(audio.destination);
  oscillator.start();
  oscillator.stop(audio.currentTime + (tone === "bad" ? 0.3 : 0.09));
}
