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
  type CopyOwner,
  countOffers,
  getCopy,
  type MyBooks,
  myBooks,
  type OwnCopy,
  offerSeenBy,
  ownerSeenBy,
  type VisibleCopy,
} from "./copies/copy-views.ts";
export { counterOf } from "./copies/custody.ts";
export { moveOffer, pauseAllOf } from "./copies/offer-rows.ts";
export { loadViewer, type Viewer } from "./copies/visibility.ts";
export * as holders from "./near/holders.ts";
export { findInCircles, findNearby } from "./near/nearby.ts";
export { offersOf } from "./near/offers-of.ts";
export { removeOldPhotoFile, renewPhotoFile } from "./photos/old-photos.ts";
export { sendPhoto } from "./photos/photo-routes.ts";
export { openPhoto, photoIdsOf } from "./photos/photos.ts";
export { publishCopies } from "./publish.ts";
export type { TitlePage } from "./stubs/find-stubs.ts";
export { publishOffers } from "./titles/titles.ts";
