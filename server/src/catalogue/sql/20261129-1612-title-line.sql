-- What other rooms may know of an instance to name it in a line.
create view catalogue.title_line as
  select i.id, i.brief -> 'title' ->> 'main' as title, i.brief ->> 'responsibility' as responsibility
  from catalogue.instance i;
