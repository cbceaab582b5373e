import { useEffect } from "react";
import { t } from "../text.ts";

const held = new Set<object>();

/** While something is written that nobody has saved, leaving asks first: within the workbench by `mayLeave`, else by the browser. */
export function useUnsaved(isHeld: boolean): void {
  useEffect(() => {
    if (!isHeld) return;
    const one = {};
    const ask = (event: BeforeUnloadEvent): void => event.preventDefault();
    held.add(one);
    addEventListener("beforeunload", ask);
    return () => {
      held.delete(one);
      removeEventListener("beforeunload", ask);
    };
  }, [isHeld]);
}

/** True where nothing would be lost, or the person says that it may be. */
export function mayLeave(): boolean {
  return held.size === 0 || confirm(t("app.unsaved"));
}
