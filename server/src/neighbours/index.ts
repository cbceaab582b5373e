export { bandOf, type Cell, cellOf, centreOf, distanceBands, type Position, regionOf } from "./cell.ts";
export { toWgs84 } from "./coordinates.ts";
export { lookAround } from "./looks.ts";
export {
  countSilence,
  endSilence,
  lockReader,
  lockSharer,
  moveCell,
  READER_WITHDREW,
  type ReaderName,
  type Sharer,
  setMinor,
  setProfile,
  sharerOf,
  strangerTag,
  tagOf,
} from "./persons.ts";
export { lockPlaces, type Place, placeOf } from "./places.ts";
export {
  befriend,
  hideFrom,
  isAcquainted,
  type KnownReader,
  knownReaders,
  unblockReader,
  unfriend,
} from "./readers.ts";
export { areApart, demandTogether, friendsOf, nameFor } from "./ties.ts";
export { coordinateSystems } from "./words.ts";
