import type { CircleStrip } from "./circle-strip.ts";
import type { DeliveryOption } from "./delivery-option.ts";
import type { HangingSource } from "./hanging.ts";
import type { IndexSource } from "./index-source.ts";
import type { NavigationLink } from "./navigation.ts";
import type { ReaderPage } from "./reader-page.ts";
import type { RepeatingDetail } from "./repeating.ts";
import type { FindStrip } from "./result-strip.ts";
import type { SetUpStep } from "./set-up.ts";
import type { TaskSource } from "./tasks.ts";

/** What rooms give to what others make of it: pages, searches, lists of what waits. */
export type Contributions = {
  /** Its pages on the readers' site. */
  readonly pages?: readonly ReaderPage[];
  /** Where every page of the site leads to in it, in its foot. */
  readonly navigation?: readonly NavigationLink[];
  /** Ways in which a reader gets a title from it. */
  readonly deliveryOptions?: readonly DeliveryOption[];
  /** What it says of titles that the search shall find. */
  readonly indexSource?: IndexSource;
  /** What it finds beside the titles of a search. */
  readonly findStrip?: FindStrip;
  /** What members of a circle do together in it. */
  readonly circleStrip?: CircleStrip;
  /** What a member needs of this room before it can open, in the order of the workbench's guide. */
  readonly setUp?: readonly SetUpStep[];
  /** What of its work waits for somebody. */
  readonly tasks?: readonly TaskSource[];
  /** What of its own hangs on titles and goes with their records. */
  readonly hangs?: readonly HangingSource[];
  /** How its repeating tasks went, library by library, and who answers for them. */
  readonly repeating?: RepeatingDetail;
};
