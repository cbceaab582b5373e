export { lsnOf, Replica, writtenLsn } from "./replica.ts";
