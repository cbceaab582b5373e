import type { ReactNode } from "react";
import { Button, Menu, MenuItem, MenuTrigger, Popover } from "react-aria-components";

/** A button that opens a list; what is chosen from it (`onChoose`: its id) happens at once. Named by `label`, shown as `text`. */
export function Choose(props: {
  label: string;
  text: string;
  choices: readonly { id: string; name: string }[];
  onChoose: (id: string) => void;
}): ReactNode {
  return (
    <MenuTrigger>
      <Button aria-label={props.label}>{props.text} ▾</Button>
      <Popover className="ui-list" offset={2}>
        <Menu aria-label={props.label} onAction={(key) => props.onChoose(String(key))}>
          {props.choices.map((one) => (
            <MenuItem key={one.id} id={one.id}>
              {one.name}
            </MenuItem>
          ))}
        </Menu>
      </Popover>
    </MenuTrigger>
  );
}
