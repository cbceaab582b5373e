-- What other rooms may read: how a list that everybody sees is called.
create view lists.list_name as
  select l.id, l.title from lists.list l where l.visibility = 'public' and l.hidden_at is null;
