import type { ReactNode } from "react";
import {
  Button,
  Text,
  UNSTABLE_Toast as Toast,
  UNSTABLE_ToastContent as ToastContent,
  UNSTABLE_ToastQueue as ToastQueue,
  UNSTABLE_ToastRegion as ToastRegion,
} from "react-aria-components";

/** Long enough to be read; it stays while the pointer or the keys are on it. */
const SHOWN_MS = 6000;
const MOST_SHOWN = 3;

const queue = new ToastQueue<string>({ maxVisibleToasts: MOST_SHOWN });

/** Tells in passing that something is done, wherever on the page one is; screen readers hear it. */
export function showToast(text: string): void {
  queue.add(text, { timeout: SHOWN_MS });
}

/** Where these messages stand; once in an application. F6 leads to them by the keys. */
export function Toasts(props: { label: () => string; close: () => string }): ReactNode {
  return (
    <ToastRegion queue={queue} className="ui-toasts" aria-label={props.label()}>
      {({ toast }) => (
        <Toast toast={toast} className="ui-toast">
          <ToastContent>
            <Text slot="title">{toast.content}</Text>
          </ToastContent>
          <Button slot="close" className="ui-toast-close" aria-label={props.close()}>
            ×
          </Button>
        </Toast>
      )}
    </ToastRegion>
  );
}
