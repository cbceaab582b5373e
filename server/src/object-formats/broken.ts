/** A file of a known format that cannot be read to its end. `place`: a line, or the name of a part. */
export class BrokenRecords extends Error {
  readonly format: string;
  readonly place: string;
  constructor(format: string, place: string) {
    super(`${format}: ${place}`);
    this.format = format;
    this.place = place;
  }
}
