export { type Address, addressesOf, addressOf } from "./addresses.ts";
