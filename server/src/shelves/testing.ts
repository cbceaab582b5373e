/** What tests of the rooms above look at inside this one. */
export { changeCopy } from "./copies/copies.ts";
export { defaultOffer } from "./copies/offer-options.ts";
export { addPhoto } from "./photos/photos.ts";
export { room } from "./room.ts";
