-- Whatever changes of a title, what readers wrote of it is looked for: all of it, also what is not published.
create index review_any_instance on community.review (instance_id);
create index tag_any_instance on community.tag (instance_id);
