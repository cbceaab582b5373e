import { type ReactNode, useEffect } from "react";
import { t } from "../text.ts";

type Keyed = { id: string; label: string; key?: string };

/** Alt and a page's key lead to it, `?` shows the keys, Escape closes them and goes back to the field for scans. */
export function useKeys(
  pages: readonly Keyed[],
  onPage: (id: string) => void,
  onHelp: (shown: boolean) => void,
): void {
  useEffect(() => {
    const keys = (event: KeyboardEvent): void => {
      const target = pages.find((p) => event.altKey && p.key === event.key);
      if (target) {
        event.preventDefault();
        onPage(target.id);
      } else if (event.key === "?" && !(event.target instanceof HTMLInputElement)) onHelp(true);
      else if (event.key === "Escape") {
        onHelp(false);
        document.querySelector<HTMLInputElement>("input[data-scan]")?.focus();
      }
    };
    addEventListener("keydown", keys);
    return () => removeEventListener("keydown", keys);
  }, [pages, onPage, onHelp]);
}

/** Which keys lead where. */
export function KeyHelp(props: { pages: readonly Keyed[]; onClose: () => void }): ReactNode {
  return (
    <dialog open aria-label={t("app.keys")}>
      <h2>{t("app.keys")}</h2>
      <dl>
        {props.pages
          .filter((p) => p.key)
          .map((p) => (
            <div key={p.id}>
              <dt>
                <kbd>Alt</kbd> <kbd>{p.key}</kbd>
              </dt>
              <dd>{t(p.label)}</dd>
            </div>
          ))}
        <div>
          <dt>
            <kbd>Esc</kbd>
          </dt>
          <dd>{t("keys.focus")}</dd>
        </div>
        <div>
          <dt>
            <kbd>?</kbd>
          </dt>
          <dd>{t("keys.help")}</dd>
        </div>
      </dl>
      <button type="button" onClick={props.onClose}>
        {t("app.close")}
      </button>
    </dialog>
  );
}
