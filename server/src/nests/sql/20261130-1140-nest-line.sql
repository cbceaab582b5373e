-- What other rooms may read of a nest; until its words are looked at its code stands for its name.
create view nests.nest_line as
  select n.id, n.code, n.state, case when n.words_public then n.name else n.code end as shown_name, n.pt from nests.nest n;
