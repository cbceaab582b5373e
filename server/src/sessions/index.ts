export { beganWith } from "./commands.ts";
export { signInRefusals } from "./refusals.ts";
