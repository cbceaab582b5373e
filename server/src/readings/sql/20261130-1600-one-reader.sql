-- When two records of one reader become one, days and notes go along: they name their reader themselves, and follow a place in
-- the reading that goes to the other record.
alter table readings.day drop constraint day_reading_id_person_id_fkey;
alter table readings.day add constraint day_person foreign key (person_id) references people.person,
  add constraint day_reader foreign key (reading_id, person_id) references readings.reader
    on delete cascade on update cascade deferrable initially deferred;
create index day_person on readings.day (person_id);
alter table readings.note drop constraint note_reading_id_person_id_fkey;
alter table readings.note add constraint note_person foreign key (person_id) references people.person,
  add constraint note_reader foreign key (reading_id, person_id) references readings.reader
    on delete cascade on update cascade deferrable initially deferred;
