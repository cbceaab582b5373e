-- What rooms above read of collections: plain selects, so that the planner sees through them.

-- A collection, and the configuration that readers see.
create view collections.collection_fact as
  select c.id, c.member_id, c.slug, c.draft, c.live_number, c.live_index, c.is_withdrawn, r.config as live_config
  from collections.collection c
  left join collections.revision r on r.collection_id = c.id and r.number = c.live_number;

-- An object as it was entered, in whatever state.
create view collections.object_fact as
  select o.id, o.number, o.collection_id, o.identifier, o.data, o.state, o.access, o.embargo_until, o.version,
    o.created_at, o.changed_at
  from collections.object o;

-- An object that readers find, under the index that is live.
create view collections.shown_object as
  select e.number, e.object_id, e.collection_id, e.brief, e.facets, e.year_from, e.year_to, e.added_at, c.slug, c.member_id
  from collections.entry e
  join collections.collection c on c.id = e.collection_id and c.live_index = e.index_number
  where not c.is_withdrawn;

-- The pages and other files of an object, and what is said on them.
create view collections.page_fact as
  select p.object_id, p.place, p.file_id, p.label, p.text
  from collections.page p;

-- Who works on a collection beside the cataloguers of its library.
create view collections.worker_fact as
  select w.collection_id, w.person_id, w.role
  from collections.worker w;
