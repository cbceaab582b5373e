-- Which circles a title is offered in, without looking at every copy of a circle.
alter table sharing.offer_circle add column instance_id bigint references catalogue.instance;
update sharing.offer_circle oc set instance_id = o.instance_id from sharing.offer o where o.copy_id = oc.copy_id;
create index offer_circle_title on sharing.offer_circle (circle_id, instance_id) include (copy_id)
  where instance_id is not null;
