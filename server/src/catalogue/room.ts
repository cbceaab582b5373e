import type { Room } from "../kernel/room.ts";
import { erasePerson } from "./erasure.ts";

/** The room as the list of rooms knows it. */
export const room: Room = {
  name: "catalogue",
  enters: ["consortium", "people", "matching", "audience", "description", "copies", "files"],
  erasePerson,
  views: [
    "catalogue.identifier_line",
    "catalogue.item_fact",
    "catalogue.item_line",
    "catalogue.title_line",
    "catalogue.public_title_line",
    "catalogue.instance_trail",
    "catalogue.copy_fact",
    "catalogue.record_fact",
    "catalogue.record_line",
    "catalogue.record_history",
    "catalogue.held_item",
    "catalogue.call_number_line",
    "catalogue.load_line",
    "catalogue.instance_size",
    "catalogue.described",
    "catalogue.item_shelf",
    "catalogue.load",
    "catalogue.record_state",
    "catalogue.record_past",
    "catalogue.item_origin",
    "catalogue.holdings_state",
    "catalogue.holdings_past",
    "catalogue.survivorship_line",
    "catalogue.record_publisher",
  ],
};
