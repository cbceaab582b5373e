import { afterEach, expect, test, vi } from "vitest";
import { enhanceOffline } from "./offline.ts";

afterEach(() => vi.unstubAllGlobals());

test("a code says when it was entered; pressed twice, the form stays the one that its key stands for", () => {
  const field = { value: "" };
  let submit = (_event: object): void => undefined;
  vi.stubGlobal("navigator", { serviceWorker: {} });
  vi.stubGlobal("matchMedia", () => ({ matches: false }));
  vi.stubGlobal("document", {
    addEventListener: (_name: string, told: typeof submit) => {
      submit = told;
    },
  });
  vi.useFakeTimers({ now: new Date("2026-12-01T08:00:00Z") });
  enhanceOffline();
  for (let n = 0; n < 2; n++) {
    submit({ target: { querySelector: () => field } });
    expect(field.value).toBe("2026-12-01T08:00:00.000Z");
    vi.advanceTimersByTime(1500);
  }
  vi.useRealTimers();
});
