-- What figures count.
create view drifting.journey_fact as select j.id, j.started_by from drifting.journey j;
