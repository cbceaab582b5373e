export { giveToCommons, keepCommons, lockCommons, moveCommons } from "./copies/commons.ts";
export { type LockedCopy, lockCopy } from "./copies/copies.ts";
export {
  bringHome,
  type CopyMove,
  giveCopyTo,
  giveOfferTo,
  layDown,
  markLost,
  putInHands,
  setFree,
  wishDeposit,
} from "./copies/copy-moves.ts";
export {
  countOffers,
  getCopy,
  MY_BOOKS_PAGE,
  myBooks,
  type OwnCopy,
  offerSeenBy,
  ownerSeenBy,
  type VisibleCopy,
} from "./copies/copy-views.ts";
export { counterOf } from "./copies/custody.ts";
export { libraryOf } from "./copies/library-copies.ts";
export { type Audience, type OfferMode, type RequestMode, requestModes } from "./copies/offer-options.ts";
export { moveOffer, pauseAllOf } from "./copies/offer-rows.ts";
export { loadViewer, type Viewer } from "./copies/visibility.ts";
export { findInCircles, findNearby } from "./near/nearby.ts";
export { offersOf } from "./near/offers-of.ts";
export { removeOldPhotoFile, renewPhotoFile } from "./photos/photo-renewal.ts";
export { PHOTO_REQUEST_BYTES, readUploadedPhoto, sendPhoto } from "./photos/photo-routes.ts";
export { openPhoto, photoIdsOf, removePhoto, takePhoto } from "./photos/photos.ts";
export { publishCopies } from "./publish.ts";
export { publishOffers } from "./titles/titles.ts";
