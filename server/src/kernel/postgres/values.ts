import pg from "pg";

// How values come from PostgreSQL, whatever connection reads them: ids and counts stay far below 2^53; dates travel as `YYYY-MM-DD`.
const BIGINT = 20;
const BIGINT_ARRAY = 1016;
const DATE = 1082;
pg.types.setTypeParser(BIGINT, (value) => Number(value));
pg.types.setTypeParser(BIGINT_ARRAY as number, (value: string) =>
  value === "{}" ? [] : value.slice(1, -1).split(",").map(Number),
);
pg.types.setTypeParser(DATE, (value) => value);
