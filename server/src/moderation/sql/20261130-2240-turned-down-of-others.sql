-- What was turned down from one account is known again from another; whose words they were is forgotten with the person.
alter table moderation.turned_down alter column person_id drop not null;
create index turned_down_pieces on moderation.turned_down using gin (pieces);
