/** Topics: titles have become those of records (`{ titleIds }`); a title has become part of another (`{ from, into }`). */
export const titleTopics = { linked: "titles-linked", joined: "titles-joined" } as const;
