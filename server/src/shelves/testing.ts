/** What tests of the rooms above look at inside this one. */
export { defaultOffer } from "./copies/offer-options.ts";
export { addPhoto } from "./photos/photos.ts";
