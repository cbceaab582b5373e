export { type Address, addressOf, isPublicAddress } from "./addresses.ts";
