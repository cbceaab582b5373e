/** What a book of another catalogue is known by. */
export const matchedFields = ["title", "author", "year", "isbn"] as const;
