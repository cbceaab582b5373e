import type { ReactNode } from "react";
import { Dialog, Heading, Modal, ModalOverlay } from "react-aria-components";

/**
 * A question or a form before the page: the keys stay inside it, Escape and a press beside it close it, and the focus goes
 * back to where it was.
 */
export function DialogBox(props: {
  title: string;
  onClose: () => void;
  /** Something that cannot be gone past without an answer. */
  asks?: boolean;
  children: ReactNode;
}): ReactNode {
  return (
    <ModalOverlay
      isOpen
      isDismissable={!props.asks}
      onOpenChange={(open) => !open && props.onClose()}
      className="ui-overlay"
    >
      <Modal className="ui-modal">
        <Dialog role={props.asks ? "alertdialog" : "dialog"} className="ui-dialog">
          <Heading slot="title">{props.title}</Heading>
          {props.children}
        </Dialog>
      </Modal>
    </ModalOverlay>
  );
}
