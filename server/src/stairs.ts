/**
 * Which room may enter which, from the ground up: a room enters only rooms of lower floors, through their index.ts;
 * rooms of one floor do not know each other. Tables obey the same order. tidy.test.ts holds everybody to it.
 */
export const floors: readonly (readonly string[])[] = [
  ["kernel"],
  ["consortium"],
  ["people"],
  ["catalogue"],
  ["circulation", "community"],
  ["sharing"],
  ["discovery", "nests"],
  ["drifting"],
  ["alliance", "fulfilment"],
  ["privacy"],
  ["gateways", "site", "workbench"],
  ["cli"],
];

/** Floor of a room, 0 is the kernel; undefined for what is no room. */
export function floorOf(room: string): number | undefined {
  const floor = floors.findIndex((rooms) => rooms.includes(room));
  return floor < 0 ? undefined : floor;
}
